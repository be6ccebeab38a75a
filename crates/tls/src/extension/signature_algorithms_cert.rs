//! signature_algorithms_cert (RFC 8446 section 4.2.3).

use super::signature_algorithms::read;
use super::table::{Context, Place};
use crate::error::Fatal;
use crate::link::Link;
use crate::machine::Handshake;

/// `init_sig_algs_cert`
pub(super) fn start(_: &mut Handshake, link: &dyn Link, _: Context) -> Result<(), Fatal> {
    link.facts().peer_cert_schemes.set(None);
    Ok(())
}

/// `tls_parse_ctos_sig_algs_cert`, for both sides
pub(super) fn parse(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    if let Some(schemes) = read(h, link, content)? {
        link.facts().peer_cert_schemes.set(Some(schemes.into()));
    }
    Ok(())
}
