//! A fixed extension for clients of CryptoPro's, which must see it (`SSL_OP_CRYPTOPRO_TLSEXT_BUG`).

use super::table::{Place, Sent};
use crate::codec::Writer;
use crate::error::Fatal;
use crate::link::Link;
use crate::machine::Handshake;

/// `tls_construct_stoc_cryptopro_bug`: sent with two suites of GOST, which we do not have.
pub(super) fn to_client(
    _: &mut Handshake,
    _: &dyn Link,
    _: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    Ok(Sent::No)
}
