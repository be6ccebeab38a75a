//! Padding of a ClientHello (RFC 7685): some servers hang if it has 256 to 511 bytes.

use super::table::{Place, Sent};
use crate::codec::Writer;
use crate::error::Fatal;
use crate::link::Link;
use crate::machine::Handshake;
use crate::message::extensions::write_one;
use crate::registry::extension::PADDING;
use crate::registry::version::TLS13;

/// Lengths of a message, header included, that are padded lie between these two.
const HARMLESS: usize = 0xff;
const PADDED: usize = 0x200;

/// Type and length of an extension.
const TYPE_AND_LENGTH: usize = 4;

/// pre_shared_key without its identity and its binder: type and length; the lengths of the identities and of
/// the identity; the age; the lengths of the binders and of the binder.
const PSK_OVERHEAD: usize = TYPE_AND_LENGTH + 2 + 2 + 4 + 2 + 1;

/// `tls_construct_ctos_padding`
pub(super) fn to_server(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    if !h.config.options.tlsext_padding {
        return Ok(Sent::No);
    }
    let length = w.len() + psk_length(h, link);
    if length > HARMLESS && length < PADDED {
        // An extension at the end must not be empty for some servers.
        let padding = (PADDED - length).saturating_sub(TYPE_AND_LENGTH).max(1);
        write_one(w, PADDING, |w| w.bytes(&[0; PADDED][..padding]));
    }
    Ok(Sent::Yes)
}

/// The length of the extension that follows, if the session has a ticket of TLS 1.3.
fn psk_length(h: &Handshake, link: &dyn Link) -> usize {
    let mut length = 0;
    link.session(&mut |session| {
        let ticket = session.ticket.as_deref().unwrap_or_default();
        if let (TLS13, false, Some(suite)) = (session.version, ticket.is_empty(), session.suite) {
            let binder = h.suite_hash(suite, TLS13).output_len();
            length = PSK_OVERHEAD + ticket.len() + binder;
        }
    });
    length
}

#[cfg(test)]
mod tests {
    use super::super::table::Context;
    use super::super::tests::connection;
    use super::*;
    use crate::cipher::Cipher;
    use crate::machine::Side;
    use crate::registry::version::TLS12;
    use crate::tests::endpoint::Endpoint;

    /// The length of a hello of `length` bytes after the extension.
    fn padded(link: &Endpoint, h: &mut Handshake, length: usize) -> usize {
        h.refresh(link);
        let mut w = Writer::from(vec![1; length]);
        let place = Place::of(Context::CLIENT_HELLO);
        to_server(h, link, &mut w, place).unwrap();
        w.len()
    }

    #[test]
    fn hellos_of_some_lengths_are_padded() {
        let (link, mut h) = connection(Side::Client, None);
        assert_eq!(padded(&link, &mut h, 300), 300);
        link.configure(|config| config.options.tlsext_padding = true);
        for (length, expected) in [
            (255, 255),
            (256, 512),
            (507, 512),
            (508, 513),
            (511, 516),
            (512, 512),
        ] {
            assert_eq!(padded(&link, &mut h, length), expected);
        }
    }

    #[test]
    fn the_pre_shared_key_counts() {
        let (link, mut h) = connection(Side::Client, None);
        link.configure(|config| config.options.tlsext_padding = true);
        link.change(|session| {
            session.version = TLS13;
            session.ticket = Some([0; 100].into());
            session.suite = Cipher::find_standard_name(b"TLS_AES_256_GCM_SHA384");
        });
        let psk = 15 + 100 + 48;
        assert_eq!(padded(&link, &mut h, 255 - psk), 255 - psk);
        assert_eq!(padded(&link, &mut h, 256 - psk), 512 - psk);
        assert_eq!(padded(&link, &mut h, 512 - psk), 512 - psk);
        link.change(|session| session.version = TLS12);
        assert_eq!(padded(&link, &mut h, 512 - psk), 512);
        link.change(|session| {
            session.version = TLS13;
            session.ticket = Some([].into());
        });
        assert_eq!(padded(&link, &mut h, 512 - psk), 512);
    }
}
