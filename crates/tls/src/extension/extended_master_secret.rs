//! extended_master_secret (RFC 7627).

use super::table::{Context, Place, Sent, MALFORMED};
use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::link::Link;
use crate::machine::{Handshake, Side};
use crate::message::extensions::write_one;
use crate::registry::alert;
use crate::registry::extension::EXTENDED_MASTER_SECRET;

/// `init_ems`: what one handshake has, the next one must have.
pub(super) fn start(_: &mut Handshake, link: &dyn Link, _: Context) -> Result<(), Fatal> {
    let facts = link.facts();
    if facts.extended_master_secret.take() {
        facts.requires_extended_master_secret.set(true);
    }
    Ok(())
}

/// `tls_parse_ctos_ems`
pub(super) fn from_client(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    if !content.is_empty() {
        return Err(MALFORMED);
    }
    if !h.config.options.no_extended_master_secret {
        link.facts().extended_master_secret.set(true);
    }
    Ok(())
}

/// `tls_parse_stoc_ems`
pub(super) fn from_server(
    h: &mut Handshake,
    link: &dyn Link,
    _: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    if h.config.options.no_extended_master_secret {
        return Ok(());
    }
    link.facts().extended_master_secret.set(true);
    if !link.facts().hit.get() {
        link.session(&mut |session| session.extended_master_secret = true);
    }
    Ok(())
}

/// `tls_construct_stoc_ems`
pub(super) fn to_client(
    _: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    if !link.facts().extended_master_secret.get() {
        return Ok(Sent::No);
    }
    write_one(w, EXTENDED_MASTER_SECRET, |_| ());
    Ok(Sent::Yes)
}

/// `tls_construct_ctos_ems`
pub(super) fn to_server(
    h: &mut Handshake,
    _: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    if h.config.options.no_extended_master_secret {
        return Ok(Sent::No);
    }
    write_one(w, EXTENDED_MASTER_SECRET, |_| ());
    Ok(Sent::Yes)
}

/// `final_ems`
pub(super) fn end(h: &mut Handshake, link: &dyn Link, _: Context, _: bool) -> Result<(), Fatal> {
    let facts = link.facts();
    let received = facts.extended_master_secret.get();
    let was_dropped = facts.requires_extended_master_secret.get() && !received;
    let mut differs = false;
    if h.side == Side::Client && facts.hit.get() {
        link.session(&mut |session| differs = session.extended_master_secret != received);
    }
    match was_dropped || differs {
        true => Err(Fatal::new(
            alert::HANDSHAKE_FAILURE,
            Reason::INCONSISTENT_EXTMS,
        )),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{client, server};
    use super::super::Name::ExtendedMasterSecret;
    use super::*;
    use crate::tests::endpoint::Endpoint;

    const INCONSISTENT: Fatal = Fatal::new(alert::HANDSHAKE_FAILURE, Reason::INCONSISTENT_EXTMS);

    fn received(link: &Endpoint) -> bool {
        link.facts.extended_master_secret.get()
    }

    #[test]
    fn a_server_answers_if_it_was_offered() {
        let (link, mut h) = server();
        assert_eq!(link.construct(&mut h, ExtendedMasterSecret), Ok(None));
        assert_eq!(
            link.parse(&mut h, ExtendedMasterSecret, &[0]),
            Err(MALFORMED)
        );
        assert!(!received(&link));
        assert_eq!(link.parse(&mut h, ExtendedMasterSecret, &[]), Ok(()));
        assert!(received(&link));
        assert_eq!(
            link.construct(&mut h, ExtendedMasterSecret),
            Ok(Some(vec![]))
        );
        link.prepare(&mut h, ExtendedMasterSecret);
        link.configure(|config| config.options.no_extended_master_secret = true);
        assert_eq!(
            link.parse(&mut h, ExtendedMasterSecret, &[0]),
            Err(MALFORMED)
        );
        assert_eq!(link.parse(&mut h, ExtendedMasterSecret, &[]), Ok(()));
        assert!(!received(&link));
    }

    #[test]
    fn a_client_notes_it_with_a_new_session() {
        let has = |link: &Endpoint| {
            let mut has = false;
            link.change(|session| has = session.extended_master_secret);
            has
        };
        let (link, mut h) = client();
        assert_eq!(
            link.construct(&mut h, ExtendedMasterSecret),
            Ok(Some(vec![]))
        );
        link.facts.hit.set(true);
        assert_eq!(link.parse(&mut h, ExtendedMasterSecret, &[7]), Ok(()));
        assert!(received(&link) && !has(&link));
        link.facts.hit.set(false);
        assert_eq!(link.parse(&mut h, ExtendedMasterSecret, &[]), Ok(()));
        assert!(received(&link) && has(&link));

        let (link, mut h) = client();
        link.configure(|config| config.options.no_extended_master_secret = true);
        assert_eq!(link.construct(&mut h, ExtendedMasterSecret), Ok(None));
        assert_eq!(link.parse(&mut h, ExtendedMasterSecret, &[]), Ok(()));
        assert!(!received(&link) && !has(&link));
    }

    #[test]
    fn a_renegotiation_may_not_drop_it() {
        for (link, mut h) in [server(), client()] {
            link.prepare(&mut h, ExtendedMasterSecret);
            assert_eq!(link.conclude(&mut h, ExtendedMasterSecret, false), Ok(()));
            link.parse(&mut h, ExtendedMasterSecret, &[]).unwrap();
            assert_eq!(link.conclude(&mut h, ExtendedMasterSecret, true), Ok(()));
            link.prepare(&mut h, ExtendedMasterSecret);
            let dropped = link.conclude(&mut h, ExtendedMasterSecret, false);
            assert_eq!(dropped, Err(INCONSISTENT));
            link.parse(&mut h, ExtendedMasterSecret, &[]).unwrap();
            assert_eq!(link.conclude(&mut h, ExtendedMasterSecret, true), Ok(()));
        }
    }

    #[test]
    fn a_client_compares_with_the_session() {
        for (in_session, in_hello) in [(true, true), (false, false), (true, false), (false, true)] {
            let (link, mut h) = client();
            link.change(|session| session.extended_master_secret = in_session);
            link.facts.extended_master_secret.set(in_hello);
            assert_eq!(
                link.conclude(&mut h, ExtendedMasterSecret, in_hello),
                Ok(())
            );
            link.facts.hit.set(true);
            let expected = match in_session == in_hello {
                true => Ok(()),
                false => Err(INCONSISTENT),
            };
            assert_eq!(
                link.conclude(&mut h, ExtendedMasterSecret, in_hello),
                expected
            );
        }
    }
}
