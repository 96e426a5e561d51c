//! Declarations of tables: the row as a struct, and its [`Record`](super::table::Record).

/// Declares a table: its name, its key figure, the columns that identify a row to people and to `--set`, and all columns with their types.
macro_rules! table {
    ($(#[$doc:meta])* $name:ident = $table:literal, figure $figure:tt, label [$($label:ident),+], key [$($key:ident),+] { $($column:ident: $type:ty,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub(crate) struct $name {
            pub at: $crate::input::table::RowAt,
            $(pub $column: $type,)+
        }

        impl $crate::input::table::Record for $name {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [(&'static str, bool)] =
                &[$((stringify!($column), <$type as $crate::input::field::Field>::REQUIRED),)+];
            const PLAIN: &'static [bool] = &[$(<$type as $crate::input::field::Field>::PLAIN,)+];
            const FIGURE: Option<&'static str> = $crate::input::record::figure_name!($figure);

            fn read(row: &mut $crate::input::table::RowReader<'_>) -> Self {
                // in the order of COLUMNS, as struct fields are evaluated as written
                Self { at: row.at(), $($column: row.field(stringify!($column)),)+ }
            }

            fn figure(&self) -> Option<f64> {
                $crate::input::record::figure_value!(self, $figure)
            }

            fn label(&self, names: &$crate::input::names::Interner) -> String {
                let parts = [$($crate::input::field::KeyPart::text(&self.$label, names),)+];
                parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" / ")
            }

            fn key(&self, names: &$crate::input::names::Interner) -> String {
                [$($crate::input::field::KeyPart::text(&self.$key, names),)+].join(",")
            }

            fn at(&self) -> $crate::input::table::RowAt {
                self.at
            }

            fn set(
                &mut self,
                column: &str,
                text: &str,
                names: &mut $crate::input::names::Interner,
            ) -> Result<(), $crate::input::cell::CellProblem> {
                match column {
                    $(stringify!($column) => self.$column = $crate::input::field::Field::read(text, names)?,)+
                    other => unreachable!("a key names a column of its table, and {other} is none"),
                }
                Ok(())
            }
        }
    };
}

macro_rules! figure_name {
    (none) => {
        None
    };
    ($figure:ident) => {
        Some(stringify!($figure))
    };
}

macro_rules! figure_value {
    ($row:ident, none) => {
        None
    };
    ($row:ident, $figure:ident) => {
        $crate::input::field::KeyFigure::figure(&$row.$figure)
    };
}

pub(crate) use {figure_name, figure_value, table};
