//! The checked, immutable domain.
