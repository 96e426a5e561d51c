//! The kinds of problems, each with a stable name.

use std::fmt;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $label:literal,)*) => {
        /// The kind of a problem: stable, for programs that read `--json`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)*
        }

        impl Code {
            /// Every code, in the order of the phases that find them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code as it is written.
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }

            /// Its meaning, in a sentence or two.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii_start(),)* }
            }
        }
    };
}

codes! {
    // files
    /// A file that the model names is not there.
    MissingFile = "missing-file",
    /// A file is there but cannot be read.
    UnreadableFile = "unreadable-file",
    /// A file is not UTF-8 text.
    NotUtf8 = "not-utf8",
    /// The model file is not TOML.
    TomlSyntax = "toml-syntax",
    /// A key or section stands twice in the model file.
    DuplicateKey = "duplicate-key",
    /// A key or section that the model file does not have, or that `--set` does not know.
    UnknownKey = "unknown-key",
    /// A key that the model file needs is not there.
    MissingKey = "missing-key",
    /// A value of the model file is of another type than its key needs.
    WrongType = "wrong-type",
    /// An override is not `KEY=VALUE`, or comes too late to be followed.
    BadOverride = "bad-override",
    /// `[tables]` names a table that does not exist.
    UnknownTable = "unknown-table",
    /// A table that is given both as a file and as a sheet, or by two sheets.
    TableTwice = "table-twice",
    /// A workbook has no sheet for a table that every model needs.
    MissingSheet = "missing-sheet",
    /// A sheet of a workbook that is called like no table.
    UnknownSheet = "unknown-sheet",
    /// A table has no header.
    NoHeader = "no-header",
    /// A table is separated by something else than commas.
    WrongSeparator = "wrong-separator",
    /// A column that the table does not have.
    UnknownColumn = "unknown-column",
    /// A column that the table needs is not there.
    MissingColumn = "missing-column",
    /// A column stands twice.
    DuplicateColumn = "duplicate-column",
    /// `low` or `high` in a table without a figure that they could bound.
    RangeWithoutFigure = "range-without-figure",
    /// A quoted cell is never closed.
    UnclosedQuote = "unclosed-quote",
    // rows
    /// A row has more or fewer cells than the header.
    RaggedRow = "ragged-row",
    /// Cells of a sheet that are merged into one.
    MergedCells = "merged-cells",
    /// A cell of a sheet that holds an error, a formula without a stored value, or a span of time.
    CellError = "cell-error",
    /// A cell that must be filled is blank.
    BlankCell = "blank-cell",
    /// Something else than a number where a number belongs.
    NotANumber = "not-a-number",
    /// A number that is infinite, too large, or not a number.
    NotFinite = "not-finite",
    /// A number below 0.
    NegativeNumber = "negative-number",
    /// A number outside its range.
    OutOfRange = "out-of-range",
    /// A fraction where a whole number belongs.
    NotWhole = "not-whole",
    /// Something else than true or false.
    NotABoolean = "not-a-boolean",
    /// Something else than a date, `YYYY-MM` or `YYYY`.
    BadDate = "bad-date",
    /// A word that is not one of those to choose from.
    UnknownWord = "unknown-word",
    /// An identifier with a control character in it.
    ControlCharacter = "control-character",
    /// `low ≤ figure ≤ high` does not hold.
    FigureOutsideRange = "figure-outside-range",
    // references
    /// Two rows that say the same thing.
    DuplicateRow = "duplicate-row",
    /// An id that no row of its table has.
    UnknownId = "unknown-id",
    /// A key of `--set` that several rows of a table have.
    SeveralRows = "several-rows",
    /// A scope that is not `*`, `group:G`, `element:E` or `segment:K`.
    BadScope = "bad-scope",
    /// A cap names both a country and a supplier, or neither.
    CapTarget = "cap-target",
    /// A cap with neither a limit nor a minimum.
    CapWithoutBound = "cap-without-bound",
    /// A minimum of a cap on each country or supplier.
    MinForEach = "min-for-each",
    /// Demand for a reserve.
    ReserveDemand = "reserve-demand",
    // sense
    /// The horizon is too long, or the model too large to be held in memory.
    TooLarge = "too-large",
    /// A supplier's feedstock does not sum to 1.
    FeedstockSum = "feedstock-sum",
    /// A window ends before it begins.
    FromAfterUntil = "from-after-until",
    /// A ramp without a date to begin at.
    RampWithoutStart = "ramp-without-start",
    /// A contract's minimum lies above its maximum.
    MinAboveMax = "min-above-max",
    /// An offer without a price of an element without a reference price.
    OfferWithoutPrice = "offer-without-price",
    /// A premium or price floor of an offer with a price of its own.
    PriceGivenTwice = "price-given-twice",
    /// A reservation fee of an offer without a surge or a capacity.
    ReservationIncomplete = "reservation-incomplete",
    /// A project of an offer without a capacity.
    ProjectWithoutCapacity = "project-without-capacity",
    /// The model's own currency in the table of rates.
    ModelCurrencyInFx = "model-currency-in-fx",
    /// Months to be survived that are no whole periods.
    NotWholePeriods = "not-whole-periods",
    /// A stop to be survived that cannot begin inside the horizon.
    NoStopInside = "no-stop-inside",
    /// A share by value of an element without a reference price in the first period.
    ValueWithoutPrice = "value-without-price",
    /// A scope of groups, and an element without a group.
    ElementWithoutGroup = "element-without-group",
    /// The rows of a scenario differ in its probability.
    ProbabilityDiffers = "probability-differs",
    /// The probabilities of the scenarios sum to more than 1.
    ProbabilitySum = "probability-sum",
    /// Disruptions, and demand that may then be short at no known cost.
    ShortageWithoutCost = "shortage-without-cost",
    /// Costs so far apart that arithmetic cannot tell the small ones from nothing, or quantities too large or too small for it.
    TooFarApart = "too-far-apart",
    // legal, but ignored or odd
    /// A sheet that is hidden, and read.
    HiddenSheet = "hidden-sheet",
    /// Rows or columns of a sheet that are hidden, perhaps by a filter, and read all the same.
    HiddenCells = "hidden-cells",
    /// A table without rows.
    NoRows = "no-rows",
    /// A date or window outside the horizon, ignored.
    OutsideHorizon = "outside-horizon",
    /// A cap, contract or security row that is left out.
    LeftOut = "left-out",
    /// A row or setting that has no effect.
    NoEffect = "no-effect",
    /// A country that no supplier and no feedstock has.
    UnusedCountry = "unused-country",
    /// Storage below the stock that is required.
    StorageBelowRequired = "storage-below-required",
    /// A first stock target that cannot be reached in time.
    TargetOutOfReach = "target-out-of-reach",
    /// Demand that nobody can deliver, and no shortage allowed.
    DemandOutOfReach = "demand-out-of-reach",
    /// A window of a cap or of the security level that can be bought round.
    WindowBoughtRound = "window-bought-round",
    /// A contract that the horizon cuts.
    ContractCut = "contract-cut",
    /// A contract for more than can be delivered.
    ContractOutOfReach = "contract-out-of-reach",
    /// A supplier that never delivers.
    SupplierNeverDelivers = "supplier-never-delivers",
    /// A segment that no supplier of an element may deliver to.
    NobodyMayDeliver = "nobody-may-deliver",
    /// An offer that nobody can buy.
    OfferUnused = "offer-unused",
    /// A project that delivers nothing within the horizon.
    ProjectNeverDelivers = "project-never-delivers",
    /// Capacity that can be reserved for disruptions that the model does not have.
    ReservationWithoutUse = "reservation-without-use",
    /// Disruptions, and offers that no surge keeps from delivering up to full capacity at once.
    UnlimitedRescue = "unlimited-rescue",
    /// Names that no table declares, and that are told apart only by what is hard to see.
    NamesAlike = "names-alike",
    /// A rate or tariff above 1, or a surge that looks like per cent.
    LargeFraction = "large-fraction",
    /// Stock of a pair that has neither demand nor coverage.
    StockUnused = "stock-unused",
    /// Stock at the start that the store does not hold.
    StockAboveStorage = "stock-above-storage",
    /// A second, cheaper offer of the same supplier and element, which cannot wait for the first.
    FallingTiers = "falling-tiers",
    /// A price, freight or rate of a currency hundreds of times the others, or what it is before and after, or as small a part of them.
    PriceOutlier = "price-outlier",
    /// A demand hundreds of times what it is before and after, or as small a part of it.
    DemandOutlier = "demand-outlier",
    /// A capacity thousands of times the others of its element and of what is needed.
    CapacityOutlier = "capacity-outlier",
    /// A contract for many times what is needed.
    ContractAboveNeed = "contract-above-need",
    /// Coverage of more months than the horizon has.
    LongCoverage = "long-coverage",
    /// Periods without a row of demand between others with some.
    DemandGap = "demand-gap",
    /// Disruptions, and stock that costs nothing to hold.
    FreeStock = "free-stock",
    /// A price of 0.
    PriceZero = "price-zero",
    /// A premium below 1.
    PremiumBelowOne = "premium-below-one",
    /// A shortage that costs less than the cheapest purchase.
    ShortageCheaper = "shortage-cheaper",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.label())
    }
}
