//! The columns of a table of runs in words.

/// The meaning of a column of the table of runs, in words, and the unit of its values; `None` where its name has to do.
pub(super) fn meaning(column: &str) -> Option<(String, &'static str)> {
    let general = [
        ("scale.demand", "demand", "a multiple"),
        ("scale.capacity", "capacity", "a multiple"),
        ("scale.price", "the reference price", "a multiple"),
        ("scale.coverage", "the months of required stock", "a multiple"),
        ("scale.stock", "the stock at the start", "a multiple"),
        ("scale.shortage_cost", "the cost of shortage", "a multiple"),
        ("scale.fx", "the exchange rate", "a multiple"),
        ("delay.qualification", "the delay of approvals", "months"),
        ("premium.factor", "the price elsewhere", "a multiple of the reference price"),
        ("security.max_share", "the security level", "a share"),
        ("security.survive_months", "the months that a stop must be survived", "months"),
        ("stock.holding_rate", "the cost of holding stock", "a year, of the reference price"),
        ("model.discount_rate", "the discount rate", "a year"),
        ("budget", "the budget", "a year"),
    ];
    let known = general.into_iter().find_map(|(key, words, unit)| {
        let whose = column.strip_prefix(key)?;
        match whose.strip_prefix('.') {
            Some(whose) => Some((format!("{words} of {whose}"), unit)),
            None => whose.is_empty().then(|| (words.to_owned(), unit)),
        }
    });
    known.or_else(|| {
        // a cell of a table: `offers[lynas/Nd].price`
        let (table, rest) = column.split_once('[')?;
        let (key, cell) = rest.rsplit_once("].")?;
        Some((format!("{} of {key} in {table}", cell.replace('_', " ")), ""))
    })
}
