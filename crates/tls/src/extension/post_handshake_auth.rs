//! post_handshake_auth (RFC 8446 section 4.2.6).

use super::table::{Context, Place, Sent};
use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::facts::PostHandshakeAuth;
use crate::link::Link;
use crate::machine::Handshake;
use crate::message::extensions::write_one;
use crate::registry::alert;
use crate::registry::extension::POST_HANDSHAKE_AUTH;

fn set(link: &dyn Link, state: PostHandshakeAuth) {
    link.facts().post_handshake_auth.set(state);
}

/// `init_post_handshake_auth`
pub(super) fn start(_: &mut Handshake, link: &dyn Link, _: Context) -> Result<(), Fatal> {
    set(link, PostHandshakeAuth::None);
    Ok(())
}

/// `tls_parse_ctos_post_handshake_auth`
pub(super) fn from_client(
    _: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    if !content.is_empty() {
        return Err(Fatal::new(
            alert::DECODE_ERROR,
            Reason::POST_HANDSHAKE_AUTH_ENCODING_ERR,
        ));
    }
    set(link, PostHandshakeAuth::ExtensionReceived);
    Ok(())
}

/// `tls_construct_ctos_post_handshake_auth`
pub(super) fn to_server(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    if !h.config.options.post_handshake_auth {
        return Ok(Sent::No);
    }
    write_one(w, POST_HANDSHAKE_AUTH, |_| ());
    set(link, PostHandshakeAuth::ExtensionSent);
    Ok(Sent::Yes)
}

#[cfg(test)]
mod tests {
    use super::super::tests::connection;
    use super::super::Name::PostHandshakeAuth as Extension;
    use super::*;
    use crate::machine::Side;
    use crate::registry::version::TLS13;

    #[test]
    fn a_client_can_be_asked_later() {
        let (link, mut h) = connection(Side::Client, None);
        assert_eq!(link.construct(&mut h, Extension), Ok(None));
        let state = || link.facts.post_handshake_auth.get();
        assert_eq!(state(), PostHandshakeAuth::None);
        link.configure(|config| config.options.post_handshake_auth = true);
        assert_eq!(link.construct(&mut h, Extension), Ok(Some(vec![])));
        assert_eq!(state(), PostHandshakeAuth::ExtensionSent);
    }

    #[test]
    fn a_server_notes_it() {
        let (link, mut h) = connection(Side::Server, Some(TLS13));
        let expected = Err(Fatal::new(
            alert::DECODE_ERROR,
            Reason::POST_HANDSHAKE_AUTH_ENCODING_ERR,
        ));
        let state = || link.facts.post_handshake_auth.get();
        assert_eq!(link.parse(&mut h, Extension, &[0]), expected);
        assert_eq!(state(), PostHandshakeAuth::None);
        assert_eq!(link.parse(&mut h, Extension, &[]), Ok(()));
        assert_eq!(state(), PostHandshakeAuth::ExtensionReceived);
        link.prepare(&mut h, Extension);
        assert_eq!(state(), PostHandshakeAuth::None);
    }
}
