//! pre_shared_key (RFC 8446 section 4.2.11): sessions that a client offers, and keys from elsewhere.
//!
//! | file | subject |
//! | --- | --- |
//! | `client` | a client offers its session and the program's key |
//! | `server` | a server looks for an identity that it knows, and checks its binder |

mod client;
mod server;

use crate::link::Link;
use crate::session::Resumable;

pub(super) use client::{from_server, to_server};
pub(super) use server::{end, from_client, to_client};

/// Milliseconds of a second.
const SECOND: u32 = 1000;

/// Something about the candidate.
fn candidate<T: Default>(link: &dyn Link, look: impl Fn(&Resumable) -> T) -> T {
    let mut seen = T::default();
    link.candidate(&mut |session| seen = look(session));
    seen
}
