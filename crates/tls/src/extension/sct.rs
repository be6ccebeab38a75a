//! signed_certificate_timestamp (RFC 6962). A server has it from the program only, as an extension of its own.

use super::custom;
use super::table::{Context, Place, Sent};
use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::link::Link;
use crate::machine::{Handshake, Side};
use crate::message::extensions::write_one;
use crate::registry::alert;
use crate::registry::extension::SIGNED_CERTIFICATE_TIMESTAMP;

/// `tls_parse_stoc_sct`
pub(super) fn from_server(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    place: Place,
) -> Result<(), Fatal> {
    if place.context == Context::CERTIFICATE_REQUEST {
        return Ok(());
    }
    if h.config.callbacks.ct_validation {
        drop(link.facts().scts.replace(content.into()));
        return Ok(());
    }
    // Without a custom extension for them, nobody has asked for timestamps.
    let role = place.context.meets(Context::SERVER_HELLO_TLS12);
    let role = role.then_some(Side::Client);
    if h.find_custom(role, SIGNED_CERTIFICATE_TIMESTAMP).is_none() {
        return Err(Fatal::new(
            alert::UNSUPPORTED_EXTENSION,
            Reason::BAD_EXTENSION,
        ));
    }
    custom::parse(h, link, SIGNED_CERTIFICATE_TIMESTAMP, content, place)
}

/// `tls_construct_ctos_sct`
pub(super) fn to_server(
    h: &mut Handshake,
    _: &dyn Link,
    w: &mut Writer,
    place: Place,
) -> Result<Sent, Fatal> {
    if !h.config.callbacks.ct_validation || place.context.meets(Context::CERTIFICATE) {
        return Ok(Sent::No);
    }
    write_one(w, SIGNED_CERTIFICATE_TIMESTAMP, |_| ());
    Ok(Sent::Yes)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{client, custom};
    use super::super::Name::Sct;
    use super::*;

    const CERTIFICATE: Place = Place::of(Context::CERTIFICATE);

    #[test]
    fn timestamps_come_if_they_are_validated() {
        let (link, mut h) = client();
        assert_eq!(link.construct(&mut h, Sct), Ok(None));
        let unsupported = Fatal::new(alert::UNSUPPORTED_EXTENSION, Reason::BAD_EXTENSION);
        assert_eq!(link.parse(&mut h, Sct, &[1]), Err(unsupported));
        let request = Place::of(Context::CERTIFICATE_REQUEST);
        assert_eq!(link.parse_in(&mut h, Sct, &[1], request), Ok(()));
        link.configure(|config| config.callbacks.ct_validation = true);
        assert_eq!(link.construct(&mut h, Sct), Ok(Some(vec![])));
        assert_eq!(link.construct_in(&mut h, Sct, CERTIFICATE), Ok(None));
        assert_eq!(link.parse_in(&mut h, Sct, &[1, 2], CERTIFICATE), Ok(()));
        assert_eq!(**link.facts.scts.borrow(), [1, 2]);
    }

    #[test]
    fn a_program_may_read_them_itself() {
        let (link, mut h) = client();
        link.configure(|config| {
            let extension_type = SIGNED_CERTIFICATE_TIMESTAMP;
            config.custom_extensions = vec![custom(extension_type, Some(Side::Client))];
        });
        let unsupported = Fatal::new(alert::UNSUPPORTED_EXTENSION, Reason::BAD_EXTENSION);
        assert_eq!(link.parse(&mut h, Sct, &[1]), Err(unsupported));
        assert_eq!(link.parse_in(&mut h, Sct, &[1], CERTIFICATE), Ok(()));
        assert_eq!(link.take_journal(), ["callback parse_custom 0"]);
    }
}
