//! Numbers and vectors as TLS writes them (RFC 8446 section 3): the only reader and the only writer.
//!
//! | file | subject |
//! | --- | --- |
//! | `reader` | takes bytes apart |
//! | `writer` | puts them together, with the lengths of nested vectors |

mod reader;
mod writer;

pub use reader::{Malformed, OrFatal, Reader};
pub use writer::{Overflow, Writer};
