//! The command line: see [`stockpile`].

fn main() {}
