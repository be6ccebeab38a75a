//! Key exchanges: both sides against each other, by aws-lc and by libcrypto, and against vectors.

mod dhe;
mod ecdhe;
mod kind;
mod psk;
mod rsa;
mod shares;
mod wycheproof;

use crate::codec::{Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert::{self, AlertDescription};
use crypto::library::Library;

/// The default library, which uses aws-lc where it can, and one that has libcrypto only.
fn libraries() -> [Library; 2] {
    [Library::DEFAULT, Library::with_query(c"provider=default")]
}

fn illegal(reason: Reason) -> Fatal {
    Fatal::new(alert::ILLEGAL_PARAMETER, reason)
}

fn fatal<T>(alert: AlertDescription, reason: Reason) -> Result<T, Fatal> {
    Err(Fatal::new(alert, reason))
}

/// What `write` wrote.
fn written<T>(write: impl FnOnce(&mut Writer) -> T) -> (Vec<u8>, T) {
    let mut writer = Writer::new();
    let result = write(&mut writer);
    (writer.finish().unwrap(), result)
}

fn reader(bytes: &[u8]) -> Reader<'_> {
    Reader::new(bytes)
}
