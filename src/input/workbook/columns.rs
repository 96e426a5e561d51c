//! The purpose of each table and column, in the words that a planner reads in a cell comment.

/// The kind of values of a column, as far as a spreadsheet can help with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum ColumnKind {
    /// An id of the table's own, a name, a word.
    Text,
    /// An id that this table lists.
    Id(&'static str),
    /// A number of at least 0.
    Number,
    /// A number between 0 and 1, shown as a percentage.
    Share,
    /// A month or a year; kept as text, so that a spreadsheet makes no day of it.
    Date,
    /// true or false.
    Flag,
    /// One of a few words.
    Choice(&'static [&'static str]),
}

/// A column: its name, its type, its description.
pub(super) type SheetColumn = (&'static str, ColumnKind, &'static str);

/// A table.
pub(super) struct SheetTable {
    pub name: &'static str,
    pub about: &'static str,
    pub columns: &'static [SheetColumn],
}

use ColumnKind::{Choice, Date, Flag, Id, Number, Share, Text};

const ELEMENT: ColumnKind = Id("elements");
const SUPPLIER: ColumnKind = Id("suppliers");
const SEGMENT: ColumnKind = Id("segments");

/// Columns that every table may have, after its own.
pub(super) const COMMON: &[SheetColumn] = &[
    ("low", Number, "The lowest value the key figure may really have. It changes no plan; the report shows it."),
    ("high", Number, "The highest value the key figure may really have. It changes no plan; the report shows it."),
    ("source", Text, "Where the figure comes from."),
    ("confidence", Choice(&["sourced", "derived", "assumption"]), "How well it is known."),
    ("note", Text, "Anything else worth knowing."),
];

/// All tables, in the order in which a planner fills them in.
pub(super) const TABLES: &[SheetTable] = &[
    SheetTable {
        name: "elements",
        about: "What is bought.",
        columns: &[
            ("element", Text, "An id of your own, such as Nd; all other sheets use it."),
            ("name", Text, "The name in reports. Blank: the id."),
            ("group", Text, "A group of elements that caps and security levels can be set for, such as HREE."),
            (
                "reference_price",
                Number,
                "The market price per price unit (kg or t, as the model file says). An offer without a price of its own costs this.",
            ),
            (
                "premium",
                Number,
                "What this element costs outside the country of [premium], as a multiple of the reference price. Blank: the model file's factor.",
            ),
            ("currency", Text, "Of the reference price: the model's (blank), or one of the sheet fx."),
        ],
    },
    SheetTable {
        name: "suppliers",
        about: "Who sells.",
        columns: &[
            ("supplier", Text, "An id of your own; all other sheets use it."),
            ("name", Text, "The name in reports. Blank: the id."),
            (
                "country",
                Text,
                "Where it processes: by convention two letters, such as CN. Write it the same everywhere.",
            ),
            (
                "qualification_months",
                Number,
                "Months of tests and approval, from the start, before it may deliver. Blank: 0.",
            ),
            ("transit_months", Number, "Months between order and delivery. Blank: 0."),
        ],
    },
    SheetTable {
        name: "offers",
        about: "What each supplier sells: at what price, up to how much.",
        columns: &[
            ("supplier", SUPPLIER, "An id of the sheet suppliers."),
            ("element", ELEMENT, "An id of the sheet elements."),
            (
                "offer",
                Text,
                "An id, needed where one supplier makes two offers of the same element. Blank: supplier/element.",
            ),
            ("price", Number, "Per price unit. Blank: the reference price, times the premium outside its country."),
            ("capacity_per_year", Number, "The most that can be bought, t a year. Blank: unlimited."),
            ("available_from", Date, "The first month of delivery, such as 2027-03, or a year. Blank: from the start."),
            ("available_until", Date, "The last month of delivery. Blank: to the end."),
            (
                "ramp_months",
                Number,
                "Months from available_from over which capacity grows to its full figure. Blank: 0.",
            ),
            (
                "premium",
                Number,
                "What this offer costs as a multiple of the reference price, wherever it comes from. Only without a price.",
            ),
            (
                "price_floor",
                Number,
                "The least it costs per price unit, whatever the market does. Only without a price.",
            ),
            (
                "currency",
                Text,
                "Of price, price_floor and reservation_fee: the model's (blank), or one of the sheet fx.",
            ),
            (
                "surge",
                Number,
                "How much more than planned it delivers in a disruption: 0.2 is a fifth more. Blank: up to its capacity.",
            ),
            (
                "reservation_fee",
                Number,
                "What holding a tonne a year of capacity ready for a disruption costs per price unit and year. Needs surge and capacity_per_year.",
            ),
        ],
    },
    SheetTable {
        name: "demand",
        about: "How much is needed, t a period.",
        columns: &[
            ("element", ELEMENT, "An id of the sheet elements."),
            ("segment", SEGMENT, "Who needs it. Blank where the sheet segments has no rows."),
            (
                "period",
                Date,
                "A month (2026-03), a year (2026), or * for every period. A month goes before a year, a year before *.",
            ),
            (
                "quantity",
                Number,
                "t. For a month: in that period. For a year: in that year as a whole, spread evenly. For *: in every period.",
            ),
        ],
    },
    SheetTable {
        name: "segments",
        about: "Who consumes or holds stock. Optional: without rows all demand is one segment.",
        columns: &[
            ("segment", Text, "An id of your own."),
            ("name", Text, "The name in reports. Blank: the id."),
            ("shortage_cost", Number, "What one price unit of unmet demand costs. Blank: demand must be met."),
            ("exclude_countries", Text, "Countries it may not buy from, separated by ;"),
            (
                "exclude_look_through",
                Flag,
                "true: neither from suppliers whose feedstock comes from there. Blank: false.",
            ),
            ("reserve", Flag, "true: it only holds stock, such as a national reserve. Blank: false."),
        ],
    },
    SheetTable {
        name: "stock",
        about: "What lies in store at the start, and the room for more. Optional.",
        columns: &[
            ("element", ELEMENT, "An id of the sheet elements."),
            ("segment", SEGMENT, "Whose store. Blank where the sheet segments has no rows."),
            ("initial", Number, "t in store at the start. Blank: 0."),
            ("capacity", Number, "t that the store can hold. Blank: unlimited."),
            (
                "holding_cost",
                Number,
                "Per price unit and year. Blank: the model file's holding_rate times the reference price.",
            ),
        ],
    },
    SheetTable {
        name: "coverage",
        about: "How many months of demand must lie in store. Optional.",
        columns: &[
            ("element", ELEMENT, "An id of the sheet elements."),
            ("segment", SEGMENT, "Whose store. Blank: every segment of the element without a row of its own."),
            ("from", Date, "The month from which it holds, until the next row's."),
            ("months", Number, "Months of the following demand."),
            ("build_months", Number, "Months over which the stock may be built up. Blank: 0."),
        ],
    },
    SheetTable {
        name: "feedstock",
        about: "In which countries each supplier's ore is mined. Optional: a supplier without rows mines at home.",
        columns: &[
            ("supplier", SUPPLIER, "An id of the sheet suppliers."),
            ("country", Text, "Where the ore comes from."),
            ("share", Share, "Share of the supplier's ore. A supplier's rows sum to 100 %."),
        ],
    },
    SheetTable {
        name: "routes",
        about: "What differs from supplier to segment. Optional: a pair without a row is allowed with the supplier's figures.",
        columns: &[
            ("supplier", SUPPLIER, "An id of the sheet suppliers."),
            ("segment", SEGMENT, "An id of the sheet segments."),
            ("allowed", Flag, "false: this supplier may not deliver to this segment. Blank: true."),
            ("qualification_months", Number, "Months of approval for this segment. Blank: the supplier's."),
            ("transit_months", Number, "Months under way. Blank: the supplier's."),
            ("freight", Number, "Per price unit. Blank: 0."),
            ("tariff", Share, "A fraction of the price. Blank: 0."),
        ],
    },
    SheetTable {
        name: "prices",
        about: "Reference prices that change in time. Optional.",
        columns: &[
            ("element", ELEMENT, "An id of the sheet elements."),
            ("period", Date, "The month from which the price holds, until the next row's."),
            ("reference_price", Number, "Per price unit."),
            ("currency", Text, "The model's (blank), or one of the sheet fx."),
        ],
    },
    SheetTable {
        name: "contracts",
        about: "What is promised to or by a supplier. Optional.",
        columns: &[
            ("contract", Text, "An id of your own."),
            ("supplier", SUPPLIER, "An id of the sheet suppliers."),
            ("element", ELEMENT, "Blank: all elements together."),
            ("from", Date, "The first month. Blank: the start."),
            ("until", Date, "The last month. Blank: the end."),
            ("min", Number, "t that must be bought in the whole window. Blank: 0."),
            ("max", Number, "t that may be bought in the whole window. Blank: no limit."),
        ],
    },
    SheetTable {
        name: "caps",
        about: "Limits on what one country or supplier may deliver. Optional.",
        columns: &[
            ("cap", Text, "An id of your own."),
            ("country", Text, "The country limited; * for each. Fill either country or supplier."),
            ("supplier", SUPPLIER, "The supplier limited; * for each. Fill either country or supplier."),
            ("scope", Text, "* or blank: all together. Or group:G, element:E, segment:K."),
            ("limit", Share, "The most it may deliver, as a share of what is needed. Fill limit, min or both."),
            ("min", Share, "The least it must deliver, as a share of what is needed. Not with *."),
            ("measure", Choice(&["volume", "value"]), "Whether tonnes or money are counted. Blank: volume."),
            ("look_through", Flag, "Whether feedstock counts. Blank: true."),
            ("from", Date, "The first month. Blank: the start."),
            ("until", Date, "The last month. Blank: the end."),
        ],
    },
    SheetTable {
        name: "substitutes",
        about: "Doing without, at a price. Optional.",
        columns: &[
            ("element", ELEMENT, "An id of the sheet elements."),
            ("segment", SEGMENT, "Blank: every segment of the element without a row of its own."),
            ("cost", Number, "Per price unit that is not needed."),
            ("max_share", Share, "The greatest share of demand that can be substituted."),
            ("from", Date, "The first month in which it can. Blank: the start."),
        ],
    },
    SheetTable {
        name: "disruptions",
        about: "What may go wrong, for stress tests and hedging. Optional.",
        columns: &[
            ("scenario", Text, "An id of your own; rows with the same id happen together."),
            ("probability", Share, "The same on all rows of a scenario. Blank: 0."),
            ("start", Date, "The first month."),
            ("months", Number, "How many months, a whole number."),
            (
                "country",
                Text,
                "Only goods of this country: processed there, or in part from its feedstock. Blank: any.",
            ),
            ("supplier", SUPPLIER, "Only this supplier. Blank: any."),
            ("element", ELEMENT, "Only this element. Blank: any."),
            ("availability", Share, "What is left of deliveries: 0 to 100 %."),
            ("price_factor", Number, "What a delivery then costs, as a multiple. Blank: 1."),
        ],
    },
    SheetTable {
        name: "projects",
        about: "Capacity that can be built. Optional.",
        columns: &[
            ("project", Text, "An id of your own."),
            ("offer", Text, "The id of the offer whose capacity it adds to, such as lynas/Nd."),
            ("max_capacity", Number, "The most that can be built, tonnes a year."),
            ("capex", Number, "What a tonne a year of it costs to build."),
            ("currency", Text, "Of capex: the model's (blank), or one of the sheet fx."),
            ("lead_months", Number, "From the decision to the first delivery. Blank: 0."),
            ("life_months", Number, "For how many months it delivers."),
            ("rate", Share, "The interest that its cost bears per year. Blank: the model's discount rate."),
            ("from", Date, "The first month in which it can be decided. Blank: the start."),
            ("until", Date, "The last month in which it can be decided. Blank: the end."),
        ],
    },
    SheetTable {
        name: "fx",
        about: "Other currencies. Optional.",
        columns: &[
            ("currency", Text, "Its name, such as JPY; not the model's own."),
            ("period", Date, "From when on the rate is in force. Before the first row the first holds."),
            ("rate", Number, "How much of the model's currency one of it is worth."),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::schema;
    use crate::input::tables::declared;

    #[test]
    fn every_table_and_column_that_is_read_is_described_and_no_other() {
        let mut described: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        let mut read = schema::TABLES.to_vec();
        described.sort_unstable();
        read.sort_unstable();
        assert_eq!(described, read);
        for table in TABLES {
            let described: Vec<&str> = table.columns.iter().map(|(name, ..)| *name).collect();
            let read: Vec<&str> = declared(table.name).columns.iter().map(|(name, _)| *name).collect();
            assert_eq!(described, read, "{}", table.name);
        }
    }
}
