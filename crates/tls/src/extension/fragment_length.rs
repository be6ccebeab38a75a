//! max_fragment_length (RFC 6066 section 4).

use super::table::{Context, Place, Sent};
use crate::codec::{Malformed, OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::link::{Link, Rule};
use crate::machine::Handshake;
use crate::message::extensions::write_one;
use crate::record::MAX_PLAINTEXT;
use crate::registry::alert;
use crate::registry::extension::MAX_FRAGMENT_LENGTH;
use crate::registry::field::{
    FragmentCode, FRAGMENT_4096, FRAGMENT_512, FRAGMENT_DISABLED, FRAGMENT_UNSPECIFIED,
};

/// Bytes of a record's content with the smallest code; each code doubles it.
const SHORTEST: usize = 512;

/// What a code means; `None` if it is no length (`IS_MAX_FRAGMENT_LENGTH_EXT_VALID`).
fn length_of(code: FragmentCode) -> Option<usize> {
    let is_length = (FRAGMENT_512..=FRAGMENT_4096).contains(&code);
    is_length.then(|| SHORTEST << (code.0 - FRAGMENT_512.0))
}

fn read(content: &[u8]) -> Result<FragmentCode, Fatal> {
    let mut reader = Reader::new(content);
    let mut read = || -> Result<u8, Malformed> {
        let code = reader.u8()?;
        reader.end().map(|()| code)
    };
    let code = read().or_fatal(alert::DECODE_ERROR, Reason::BAD_EXTENSION)?;
    match length_of(FragmentCode(code)) {
        Some(_) => Ok(FragmentCode(code)),
        None => Err(INVALID),
    }
}

const INVALID: Fatal = Fatal::new(
    alert::ILLEGAL_PARAMETER,
    Reason::SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH,
);

fn negotiated(link: &dyn Link) -> FragmentCode {
    let mut code = FRAGMENT_DISABLED;
    link.session(&mut |session| code = FragmentCode(session.fragment_code));
    code
}

/// `tls_parse_ctos_maxfragmentlen`. A session keeps the length with which it began.
pub(super) fn from_client(
    _: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    let code = read(content)?;
    link.session(&mut |session| {
        if session.fragment_code == FRAGMENT_UNSPECIFIED.0 {
            session.fragment_code = code.0;
        }
    });
    Ok(())
}

/// `tls_parse_stoc_maxfragmentlen`
pub(super) fn from_server(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    let code = read(content)?;
    if code.0 != h.config.max_fragment_code {
        return Err(INVALID);
    }
    link.session(&mut |session| session.fragment_code = code.0);
    Ok(())
}

/// `tls_construct_stoc_maxfragmentlen`
pub(super) fn to_client(
    _: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    let code = negotiated(link);
    if length_of(code).is_none() {
        return Ok(Sent::No);
    }
    write_one(w, MAX_FRAGMENT_LENGTH, |w| w.u8(code.0));
    Ok(Sent::Yes)
}

/// `tls_construct_ctos_maxfragmentlen`
pub(super) fn to_server(
    h: &mut Handshake,
    _: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    let code = FragmentCode(h.config.max_fragment_code);
    if code == FRAGMENT_DISABLED {
        return Ok(Sent::No);
    }
    write_one(w, MAX_FRAGMENT_LENGTH, |w| w.u8(code.0));
    Ok(Sent::Yes)
}

/// `final_maxfragmentlen`. A later handshake may lift the limit of the one before it.
pub(super) fn end(_: &mut Handshake, link: &dyn Link, _: Context, _: bool) -> Result<(), Fatal> {
    link.session(&mut |session| {
        if session.fragment_code == FRAGMENT_UNSPECIFIED.0 {
            session.fragment_code = FRAGMENT_DISABLED.0;
        }
    });
    match length_of(negotiated(link)) {
        Some(length) => link.rule(Rule::FragmentLength(length)),
        None if link.facts().is_first_handshake() => {}
        None => link.rule(Rule::FragmentLength(MAX_PLAINTEXT)),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::table::MALFORMED;
    use super::super::tests::{client, server};
    use super::super::Name::FragmentLength;
    use super::*;
    use crate::tests::endpoint::Endpoint;

    fn code(link: &Endpoint) -> u8 {
        negotiated(link).0
    }

    #[test]
    fn codes_are_lengths() {
        let lengths = [1, 2, 3, 4].map(|code| length_of(FragmentCode(code)));
        assert_eq!(lengths, [512, 1024, 2048, 4096].map(Some));
        assert_eq!(length_of(FRAGMENT_DISABLED), None);
        assert_eq!(length_of(FRAGMENT_UNSPECIFIED), None);
    }

    #[test]
    fn contents_that_are_no_code() {
        for (link, mut h) in [server(), client()] {
            for content in [&[][..], &[1, 1]] {
                assert_eq!(link.parse(&mut h, FragmentLength, content), Err(MALFORMED));
            }
            for content in [&[0], &[5], &[255]] {
                assert_eq!(link.parse(&mut h, FragmentLength, content), Err(INVALID));
            }
        }
    }

    #[test]
    fn a_server_keeps_the_sessions_length() {
        let (link, mut h) = server();
        link.change(|session| session.fragment_code = FRAGMENT_UNSPECIFIED.0);
        assert_eq!(link.construct(&mut h, FragmentLength), Ok(None));
        assert_eq!(link.parse(&mut h, FragmentLength, &[3]), Ok(()));
        assert_eq!(code(&link), 3);
        assert_eq!(link.parse(&mut h, FragmentLength, &[1]), Ok(()));
        assert_eq!(link.construct(&mut h, FragmentLength), Ok(Some(vec![3])));
        link.change(|session| session.fragment_code = FRAGMENT_DISABLED.0);
        assert_eq!(link.parse(&mut h, FragmentLength, &[1]), Ok(()));
        assert_eq!(code(&link), 0);
    }

    #[test]
    fn a_client_gets_what_it_asked_for() {
        let (link, mut h) = client();
        assert_eq!(link.construct(&mut h, FragmentLength), Ok(None));
        assert_eq!(link.parse(&mut h, FragmentLength, &[2]), Err(INVALID));
        link.configure(|config| config.max_fragment_code = 2);
        assert_eq!(link.construct(&mut h, FragmentLength), Ok(Some(vec![2])));
        assert_eq!(link.parse(&mut h, FragmentLength, &[3]), Err(INVALID));
        assert_eq!(link.parse(&mut h, FragmentLength, &[2]), Ok(()));
        assert_eq!(code(&link), 2);
    }

    #[test]
    fn the_records_are_limited() {
        let (link, mut h) = client();
        link.change(|session| session.fragment_code = FRAGMENT_UNSPECIFIED.0);
        assert_eq!(link.conclude(&mut h, FragmentLength, false), Ok(()));
        assert_eq!(code(&link), 0);
        assert!(link.take_journal().is_empty());
        link.change(|session| session.fragment_code = 1);
        assert_eq!(link.conclude(&mut h, FragmentLength, false), Ok(()));
        assert_eq!(link.take_journal(), ["rule FragmentLength(512)"]);
        link.change(|session| session.fragment_code = 0);
        link.finish(&[1], &[2]);
        assert_eq!(link.conclude(&mut h, FragmentLength, false), Ok(()));
        assert_eq!(link.take_journal(), ["rule FragmentLength(16384)"]);
    }
}
