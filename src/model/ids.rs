//! Ids in place of names: each the index of an entry in a list of the model.

macro_rules! ids {
    ($($(#[$doc:meta])* $id:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $id(u32);

        impl $id {
            /// The id of the entry at `index` of its list in [`Model`](super::Model).
            pub fn new(index: usize) -> Self {
                Self(u32::try_from(index).expect("fewer than 2^32 entries fit in memory"))
            }

            /// The index in its list in [`Model`](super::Model).
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A country, in [`super::Model::countries`].
    CountryId,
    /// A group of elements, in [`super::Model::groups`].
    GroupId,
    /// An element, in [`super::Model::elements`].
    ElementId,
    /// A supplier, in [`super::Model::suppliers`].
    SupplierId,
    /// An offer, in [`super::Model::offers`].
    OfferId,
    /// A segment, in [`super::Model::segments`].
    SegmentId,
    /// A pair of element and segment, in [`super::Model::pairs`].
    PairId,
    /// A contract, in [`super::Model::contracts`].
    ContractId,
    /// A cap, in [`super::Model::caps`].
    CapId,
    /// A project, in [`super::Model::projects`].
    ProjectId,
    /// A currency, in [`super::Model::currencies`].
    CurrencyId,
    /// A disruption scenario, in [`super::Model::scenarios`].
    ScenarioId,
}
