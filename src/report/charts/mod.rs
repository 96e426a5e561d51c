//! The report's figures as files for slides: SVG, and PNG for programs that take no SVG.
//!
//! Drawn without a browser: plotters writes the SVG, resvg turns it into pixels with the font that comes with the program, so that a PNG
//! is the same on every machine.

mod draw;
mod figures;
#[cfg(test)]
mod tests;

use crate::report::html::Input;
use std::fmt;
use std::io;
use std::str::FromStr;
use std::sync::Arc;

/// A kind of picture file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Lines and text, sharp at every size.
    Svg,
    /// Pixels, twice the size that is drawn.
    Png,
}

impl Format {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Svg, Self::Png];

    /// The ending of its files, and its name on the command line.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.ending())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|format| format.ending() == text).ok_or_else(|| "expected svg or png".into())
    }
}

/// DejaVu Sans, cut down to Latin, Greek and Cyrillic: see `font/README.md`.
const FONT: &[u8] = include_bytes!("font/DejaVuSans-subset.ttf");

/// Pixels of a PNG for each unit of the drawing.
const ZOOM: f32 = 2.0;

/// A figure as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChartFigure {
    /// Its file name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Each figure there is (frontier, and purchases, stock and cost at the level that the report's answer is about) in each format.
///
/// # Errors
/// Errors of drawing.
pub(crate) fn figures(formats: &[Format], input: &Input) -> io::Result<Vec<ChartFigure>> {
    let mut drawn = Vec::new();
    for figure in figures::all(input) {
        let svg = draw::svg(&figure)?;
        for &format in formats {
            let bytes = match format {
                Format::Svg => svg.clone().into_bytes(),
                Format::Png => png(&svg)?,
            };
            drawn.push(ChartFigure { name: format!("{}.{format}", figure.name), bytes });
        }
    }
    Ok(drawn)
}

fn png(svg: &str) -> io::Result<Vec<u8>> {
    use resvg::{tiny_skia, usvg};
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(FONT.to_vec());
    fonts.set_sans_serif_family("DejaVu Sans");
    let options = usvg::Options { fontdb: Arc::new(fonts), font_family: "DejaVu Sans".into(), ..Default::default() };
    let tree = usvg::Tree::from_str(svg, &options).map_err(io::Error::other)?;
    let size = tree.size().to_int_size();
    let pixels = |length: u32| (length as f32 * ZOOM) as u32;
    let mut map = tiny_skia::Pixmap::new(pixels(size.width()), pixels(size.height()))
        .ok_or_else(|| io::Error::other("the picture has no size"))?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(ZOOM, ZOOM), &mut map.as_mut());
    map.encode_png().map_err(io::Error::other)
}
