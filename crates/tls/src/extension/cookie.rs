//! cookie (RFC 8446 section 4.2.2). A stateless server puts into it what it must know of the first hello.

use crypto::cipher::equal;

use super::table::{Place, Sent};
use crate::codec::{Malformed, OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::link::Link;
use crate::machine::{Handshake, Retry};
use crate::message;
use crate::message::extensions::{write_one, Extensions};
use crate::message::server_hello::ServerHello;
use crate::registry::alert;
use crate::registry::extension::{COOKIE, KEY_SHARE, SUPPORTED_VERSIONS};
use crate::registry::field::{HELLO_RETRY_REQUEST_RANDOM, NULL_COMPRESSION};
use crate::registry::group::NamedGroup;
use crate::registry::message::{CLIENT_HELLO, SERVER_HELLO};
use crate::registry::suite::CipherSuite;
use crate::registry::version::{ProtocolVersion, TLS12, TLS13};
use crate::schedule::{Hash, Keep};

/// `COOKIE_STATE_FORMAT_VERSION`
const FORMAT: u16 = 1;

/// For how many seconds a cookie is good.
const LIFETIME: u64 = 600;

/// Length of the MAC at the end, in bytes.
const MAC_LEN: usize = 32;

/// The MAC of everything before it.
fn mac(h: &Handshake, link: &dyn Link, data: &[u8]) -> Result<impl AsRef<[u8]>, Fatal> {
    let hash = Hash::SHA256.by(&h.config.library);
    Ok(hash.hmac(&*link.cookie_key(), &[data])?)
}

/// The suite of the connection, as it stands on the wire.
fn suite(link: &dyn Link) -> Result<CipherSuite, Fatal> {
    let suite = link.facts().suite.get().ok_or(Fatal::INTERNAL)?;
    Ok(suite.id)
}

fn group(link: &dyn Link) -> NamedGroup {
    link.facts().group.get().unwrap_or_default()
}

const MISMATCH: Fatal = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::COOKIE_MISMATCH);

/// `tls_parse_ctos_cookie`. A server that is not stateless has no use for cookies.
pub(super) fn from_client(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    if !h.config.callbacks.check_cookie || !link.is_stateless() {
        return Ok(());
    }
    let cookie = Reader::new(content)
        .only_vec16()
        .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
    let (data, tag) = cookie
        .split_last_chunk::<MAC_LEN>()
        .ok_or(Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH))?;
    if !equal(mac(h, link, data)?.as_ref(), tag) {
        return Err(MISMATCH);
    }
    let mut reader = Reader::new(data);
    let mut number = || {
        reader
            .u16()
            .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)
    };
    // Formats that later releases may have are passed over.
    if number()? != FORMAT {
        return Ok(());
    }
    if ProtocolVersion(number()?) != TLS13 {
        return Err(Fatal::new(
            alert::ILLEGAL_PARAMETER,
            Reason::BAD_PROTOCOL_VERSION_NUMBER,
        ));
    }
    let chosen = (NamedGroup(number()?), CipherSuite(number()?));
    if chosen != (group(link), suite(link)?) {
        return Err(Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_CIPHER));
    }
    let rest = Rest::read(reader).or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
    let now = u64::try_from(link.now()).unwrap_or_default();
    if now.checked_sub(rest.time).is_none_or(|age| age > LIFETIME) {
        return Ok(());
    }
    let accepted = link.check_cookie(rest.inner);
    h.refresh(link);
    if !accepted {
        return Err(MISMATCH);
    }
    restore(h, link, &rest, cookie)?;
    h.retry = Retry::Pending;
    h.cookie_ok = true;
    Ok(())
}

/// What a cookie tells behind version, group and suite.
struct Rest<'a> {
    /// The HelloRetryRequest has asked for a key share.
    asked_for_share: bool,
    /// Seconds since 1970.
    time: u64,
    /// The hash of the first ClientHello.
    first_hello: &'a [u8],
    /// The program's own cookie.
    inner: &'a [u8],
}

impl<'a> Rest<'a> {
    fn read(mut reader: Reader<'a>) -> Result<Rest<'a>, Malformed> {
        let rest = Rest {
            asked_for_share: reader.u8()? != 0,
            time: u64::from_be_bytes(*reader.array()?),
            first_hello: reader.vec16()?,
            inner: reader.vec8()?,
        };
        reader.end().map(|()| rest)
    }
}

/// The transcript is as if we had sent the HelloRetryRequest on this connection.
fn restore(h: &mut Handshake, link: &dyn Link, rest: &Rest, cookie: &[u8]) -> Result<(), Fatal> {
    let mut extensions = Writer::new();
    write_one(&mut extensions, SUPPORTED_VERSIONS, |w| w.u16(TLS13.0));
    if rest.asked_for_share {
        write_one(&mut extensions, KEY_SHARE, |w| w.u16(group(link).0));
    }
    write_one(&mut extensions, COOKIE, |w| w.vec16(|w| w.bytes(cookie)));
    let extensions = extensions.finish()?;
    let request = ServerHello {
        legacy_version: TLS12,
        random: &HELLO_RETRY_REQUEST_RANDOM,
        session_id: &link.facts().legacy_session_id.get(),
        suite: suite(link)?,
        compression: NULL_COMPRESSION,
        extensions: Extensions::new(&extensions),
        is_retry_request: true,
    };
    let hello = h.hello.clone().ok_or(Fatal::INTERNAL)?;
    let mut messages = Writer::new();
    message::write(&mut messages, SERVER_HELLO, |w| request.write(w));
    message::write(&mut messages, CLIENT_HELLO, |w| w.bytes(hello.body()));
    h.transcript.begin_with_hello_hash(rest.first_hello)?;
    h.transcript.add(&messages.finish()?);
    Ok(())
}

/// `tls_parse_stoc_cookie`
pub(super) fn from_server(
    h: &mut Handshake,
    _: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    let cookie = Reader::new(content)
        .only_vec16()
        .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
    h.cookie = cookie.to_vec();
    Ok(())
}

/// `tls_construct_stoc_cookie`
pub(super) fn to_client(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    if !link.is_stateless() {
        return Ok(Sent::No);
    }
    let fatal = |reason| Fatal::new(alert::INTERNAL_ERROR, reason);
    if !h.config.callbacks.make_cookie {
        return Err(fatal(Reason::NO_COOKIE_CALLBACK_SET));
    }
    let version = link.facts().version.get();
    let hash = h.suite_hash(link.facts().suite.get().ok_or(Fatal::INTERNAL)?, version);
    h.transcript.start(&hash, Keep::Nothing)?;
    let first_hello = h.transcript.current()?;
    let mut cookie = Writer::new();
    cookie.u16(FORMAT);
    cookie.u16(TLS13.0);
    cookie.u16(group(link).0);
    cookie.u16(suite(link)?.0);
    cookie.u8(h.peer_share.is_none().into());
    cookie.bytes(&link.now().to_be_bytes());
    cookie.vec16(|w| w.bytes(first_hello.as_ref()));
    let inner = link.make_cookie();
    h.refresh(link);
    let inner = inner.ok_or(fatal(Reason::COOKIE_GEN_CALLBACK_FAILURE))?;
    cookie.vec8(|w| w.bytes(&inner));
    let data = cookie.finish()?;
    let tag = mac(h, link, &data)?;
    write_one(w, COOKIE, |w| {
        w.vec16(|w| {
            w.bytes(&data);
            w.bytes(tag.as_ref());
        });
    });
    Ok(Sent::Yes)
}

/// `tls_construct_ctos_cookie`: what a HelloRetryRequest gave goes back, once.
pub(super) fn to_server(
    h: &mut Handshake,
    _: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    let cookie = std::mem::take(&mut h.cookie);
    if cookie.is_empty() {
        return Ok(Sent::No);
    }
    write_one(w, COOKIE, |w| w.vec16(|w| w.bytes(&cookie)));
    Ok(Sent::Yes)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::super::table::Context;
    use super::super::tests::connection;
    use super::super::Name::Cookie;
    use super::*;
    use crate::cipher::Cipher;
    use crate::facts::Short;
    use crate::machine::Side;
    use crate::message::client_hello::{self, ClientHello, Format};
    use crate::registry::group::{SECP256R1, X25519};
    use crate::schedule::Digest;
    use crate::tests::endpoint::Endpoint;

    const RETRY: Place = Place::of(Context::HELLO_RETRY_REQUEST);
    const FIRST_HELLO: &[u8] = &[1, 0, 0, 1, 7];

    fn decode_error() -> Result<(), Fatal> {
        Err(Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH))
    }

    fn illegal(reason: Reason) -> Result<(), Fatal> {
        Err(Fatal::new(alert::ILLEGAL_PARAMETER, reason))
    }

    /// A stateless server that has chosen suite and group.
    fn server() -> (Endpoint, Handshake) {
        let (link, mut h) = connection(Side::Server, Some(TLS13));
        link.configure(|config| {
            config.callbacks.make_cookie = true;
            config.callbacks.check_cookie = true;
        });
        link.stateless.set(true);
        link.clock.set(1_000_000);
        link.facts.group.set(Some(X25519));
        let suite = Cipher::find_standard_name(b"TLS_AES_128_GCM_SHA256");
        link.facts.suite.set(suite);
        link.facts
            .legacy_session_id
            .set(Short::new(&[5; 32]).unwrap());
        let mut body = Writer::new();
        client_hello::Fields {
            legacy_version: TLS12,
            random: &[9; 32],
            session_id: &[5; 32],
            cookie: None,
            suites: &[suite.unwrap().id],
            compression_methods: &[NULL_COMPRESSION],
        }
        .write(&mut body, |_| ());
        let hello = ClientHello::read(body.finish().unwrap(), Format::Tls).unwrap();
        h.hello = Some(Rc::new(hello));
        (link, h)
    }

    /// The extension that a HelloRetryRequest of this server has.
    fn request(link: &Endpoint, h: &mut Handshake) -> Vec<u8> {
        h.transcript.add(FIRST_HELLO);
        link.construct_in(h, Cookie, RETRY).unwrap().unwrap()
    }

    fn hash(messages: &[&[u8]]) -> Digest {
        Hash::SHA256.digest(&messages.concat()).unwrap()
    }

    /// A cookie with a good MAC around this.
    fn signed(h: &Handshake, link: &Endpoint, data: &[u8]) -> Vec<u8> {
        let tag = mac(h, link, data).unwrap();
        let mut w = Writer::new();
        w.vec16(|w| {
            w.bytes(data);
            w.bytes(tag.as_ref());
        });
        w.finish().unwrap()
    }

    #[test]
    fn a_cookie_stands_for_the_first_hello() {
        for asks_for_share in [true, false] {
            let (link, mut h) = server();
            let cookie = match asks_for_share {
                true => request(&link, &mut h),
                // With a share, the request asks for the cookie only.
                false => {
                    let mut cookie = request(&link, &mut h);
                    cookie[2 + 8] = 0;
                    signed(&h, &link, &cookie[2..cookie.len() - MAC_LEN])
                }
            };
            assert_eq!(cookie[2..10], [0, 1, 3, 4, 0, 29, 0x13, 1]);
            let (link, mut h) = server();
            link.clock.set(1_000_600);
            assert_eq!(link.parse(&mut h, Cookie, &cookie), Ok(()));
            assert_eq!(link.take_journal(), ["callback check_cookie"]);
            assert!(h.cookie_ok);
            assert_eq!(h.retry, Retry::Pending);

            let mut extensions = vec![0, 43, 0, 2, 3, 4];
            if asks_for_share {
                extensions.extend([0, 51, 0, 2, 0, 29]);
            }
            extensions.extend([0, 44, 0, u8::try_from(cookie.len()).unwrap()]);
            extensions.extend(&cookie);
            let mut retry = vec![3, 3];
            retry.extend(HELLO_RETRY_REQUEST_RANDOM);
            retry.push(32);
            retry.extend([5; 32]);
            retry.extend([0x13, 1, 0, 0, u8::try_from(extensions.len()).unwrap()]);
            retry.extend(extensions);
            let length = |body: &[u8]| u8::try_from(body.len()).unwrap();
            let hello = h.hello.clone().unwrap();
            let messages = [
                &[254, 0, 0, 32],
                hash(&[FIRST_HELLO]).as_ref(),
                &[2, 0, 0, length(&retry)],
                &retry,
                &[1, 0, 0, length(hello.body())],
                hello.body(),
            ]
            .concat();
            assert_eq!(h.transcript.messages(), messages);
        }
    }

    #[test]
    fn cookies_that_are_passed_over() {
        let (link, mut h) = server();
        let cookie = request(&link, &mut h);
        // Too old, or of the future.
        for now in [1_000_601, 999_999] {
            link.clock.set(now);
            assert_eq!(link.parse(&mut h, Cookie, &cookie), Ok(()));
        }
        let other_format = signed(&h, &link, &[0, 2]);
        assert_eq!(link.parse(&mut h, Cookie, &other_format), Ok(()));
        link.stateless.set(false);
        assert_eq!(link.parse(&mut h, Cookie, &[9]), Ok(()));
        link.stateless.set(true);
        link.configure(|config| config.callbacks.check_cookie = false);
        assert_eq!(link.parse(&mut h, Cookie, &[9]), Ok(()));
        assert!(!h.cookie_ok);
        assert!(link.take_journal().is_empty());
    }

    #[test]
    fn cookies_that_are_not_ours() {
        let (link, mut h) = server();
        let cookie = request(&link, &mut h);
        for content in [&[][..], &[0], &[0, 1], &[0, 1, 7, 8], &[0, 1, 7]] {
            assert_eq!(link.parse(&mut h, Cookie, content), decode_error());
        }
        for at in [2, cookie.len() - 1] {
            let mut cookie = cookie.clone();
            cookie[at] ^= 1;
            let expected = illegal(Reason::COOKIE_MISMATCH);
            assert_eq!(link.parse(&mut h, Cookie, &cookie), expected);
        }
        link.on.accepts.set(|_| false);
        let refused = link.parse(&mut h, Cookie, &cookie);
        assert_eq!(refused, illegal(Reason::COOKIE_MISMATCH));
    }

    #[test]
    fn cookies_of_another_state() {
        let (link, mut h) = server();
        let cookie = request(&link, &mut h);
        let data = &cookie[2..cookie.len() - MAC_LEN];
        for length in 0..data.len() {
            let cut = signed(&h, &link, &data[..length]);
            assert_eq!(link.parse(&mut h, Cookie, &cut), decode_error());
        }
        let long = signed(&h, &link, &[data, &[0]].concat());
        assert_eq!(link.parse(&mut h, Cookie, &long), decode_error());
        let version = signed(&h, &link, &[0, 1, 3, 3]);
        let expected = illegal(Reason::BAD_PROTOCOL_VERSION_NUMBER);
        assert_eq!(link.parse(&mut h, Cookie, &version), expected);
        let suite = signed(&h, &link, &[0, 1, 3, 4, 0, 29, 0x13, 2]);
        let expected = illegal(Reason::BAD_CIPHER);
        assert_eq!(link.parse(&mut h, Cookie, &suite), expected);
        link.facts.group.set(Some(SECP256R1));
        assert_eq!(link.parse(&mut h, Cookie, &cookie), expected);
    }

    #[test]
    fn a_server_without_a_callback_for_cookies() {
        let (link, mut h) = server();
        h.transcript.add(FIRST_HELLO);
        let internal = |reason| Err(Fatal::new(alert::INTERNAL_ERROR, reason));
        link.on.accepts.set(|_| false);
        let failed = link.construct_in(&mut h, Cookie, RETRY);
        assert_eq!(failed, internal(Reason::COOKIE_GEN_CALLBACK_FAILURE));
        link.configure(|config| config.callbacks.make_cookie = false);
        let missing = link.construct_in(&mut h, Cookie, RETRY);
        assert_eq!(missing, internal(Reason::NO_COOKIE_CALLBACK_SET));
        link.stateless.set(false);
        assert_eq!(link.construct_in(&mut h, Cookie, RETRY), Ok(None));
    }

    #[test]
    fn a_client_gives_the_cookie_back_once() {
        let (link, mut h) = connection(Side::Client, None);
        assert_eq!(link.construct(&mut h, Cookie), Ok(None));
        for content in [&[][..], &[0], &[0, 1], &[0, 1, 7, 8]] {
            assert_eq!(
                link.parse_in(&mut h, Cookie, content, RETRY),
                decode_error()
            );
        }
        assert_eq!(link.parse_in(&mut h, Cookie, &[0, 1, 7], RETRY), Ok(()));
        assert_eq!(link.construct(&mut h, Cookie), Ok(Some(vec![0, 1, 7])));
        assert_eq!(link.construct(&mut h, Cookie), Ok(None));
    }
}
