//! ClientHello (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2, RFC 6347 section 4.2.1), also in the
//! format of SSL 2.0 (RFC 5246 appendix E.2).

use std::ops::Range;

use super::extensions::{self, Extensions};
use super::{MAX_SESSION_ID_LEN, RANDOM_LEN};
use crate::codec::{Malformed, OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::field::{
    CompressionMethod, Ssl2MessageType, NULL_COMPRESSION, SSL2_CLIENT_HELLO,
};
use crate::registry::suite::CipherSuite;
use crate::registry::version::ProtocolVersion;

/// Bytes of a suite, and of one in the format of SSL 2.0.
const SUITE_LEN: usize = 2;
const SSL2_SUITE_LEN: usize = 3;

/// A ClientHello that was received. It keeps its bytes: callbacks of the program look at it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientHello {
    body: Vec<u8>,
    format: Format,
    legacy_version: ProtocolVersion,
    random: [u8; RANDOM_LEN],
    session_id: Range<usize>,
    cookie: Range<usize>,
    suites: Range<usize>,
    /// Empty in the format of SSL 2.0, which has no compression methods.
    compression_methods: Range<usize>,
    extensions: Range<usize>,
    lacks_cookie: bool,
}

/// How a hello is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    Tls,
    /// With a cookie. `cookie_exchange`: the server asks for cookies (SSL_OP_COOKIE_EXCHANGE).
    Dtls {
        cookie_exchange: bool,
    },
    /// The record of SSL 2.0 without its length: the type of the message is the first byte.
    Ssl2,
}

impl ClientHello {
    /// tls_process_client_hello, before it collects the extensions. Whether a hello in the format of SSL 2.0
    /// may come at all, the machine checks first.
    ///
    /// If a cookie is needed and there is none ([`ClientHello::lacks_cookie`]), nothing behind it is read.
    pub fn read(body: Vec<u8>, format: Format) -> Result<ClientHello, Fatal> {
        let mut hello = ClientHello {
            body: Vec::new(),
            format,
            legacy_version: ProtocolVersion(0),
            random: [0; RANDOM_LEN],
            session_id: 0..0,
            cookie: 0..0,
            suites: 0..0,
            compression_methods: 0..0,
            extensions: 0..0,
            lacks_cookie: false,
        };
        let mut r = Reader::new(&body);
        if format == Format::Ssl2 && r.u8().map(Ssl2MessageType) != Ok(SSL2_CLIENT_HELLO) {
            // The record layer has looked at this byte.
            return Err(Fatal::INTERNAL);
        }
        let version = r
            .u16()
            .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_TOO_SHORT)?;
        hello.legacy_version = ProtocolVersion(version);
        match format {
            Format::Ssl2 => hello.read_ssl2(&mut r)?,
            Format::Tls | Format::Dtls { .. } => hello.read_fields(&mut r)?,
        }
        hello.body = body;
        Ok(hello)
    }

    fn read_fields(&mut self, r: &mut Reader<'_>) -> Result<(), Fatal> {
        self.random = *r
            .array()
            .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
        self.session_id = range(r, Reader::vec8)?;
        if self.session_id.len() > MAX_SESSION_ID_LEN {
            return Err(Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH));
        }
        if let Format::Dtls { cookie_exchange } = self.format {
            self.cookie = range(r, Reader::vec8)?;
            if cookie_exchange && self.cookie.is_empty() {
                self.lacks_cookie = true;
                return Ok(());
            }
        }
        self.suites = range(r, Reader::vec16)?;
        self.compression_methods = range(r, Reader::vec8)?;
        if !r.is_empty() {
            self.extensions = range(r, Reader::vec16)?;
            super::end(r)?;
        }
        Ok(())
    }

    fn read_ssl2(&mut self, r: &mut Reader<'_>) -> Result<(), Fatal> {
        let mut length = || {
            r.u16()
                .map(usize::from)
                .or_fatal(alert::DECODE_ERROR, Reason::RECORD_LENGTH_MISMATCH)
        };
        let (suites, session_id, challenge) = (length()?, length()?, length()?);
        if session_id > MAX_SESSION_ID_LEN {
            return Err(Fatal::new(
                alert::ILLEGAL_PARAMETER,
                Reason::LENGTH_MISMATCH,
            ));
        }
        let mut fields = || -> Result<_, Malformed> {
            let start = r.position();
            r.bytes(suites)?;
            self.suites = start..r.position();
            r.bytes(session_id)?;
            self.session_id = self.suites.end..r.position();
            let challenge = r.bytes(challenge)?;
            r.end()?;
            Ok(challenge)
        };
        let challenge = fields().or_fatal(alert::DECODE_ERROR, Reason::RECORD_LENGTH_MISMATCH)?;
        // Zeros stand before a short challenge; of a long one the first bytes count.
        let challenge = &challenge[..challenge.len().min(RANDOM_LEN)];
        self.random[RANDOM_LEN - challenge.len()..].copy_from_slice(challenge);
        Ok(())
    }

    /// ssl_cache_cipherlist and bytes_to_cipher_list: the list of suites is not empty, and no suite is cut
    /// off. OpenSSL checks this when the version is chosen.
    pub fn check_suites(&self) -> Result<(), Fatal> {
        if self.suites.is_empty() {
            return Err(Fatal::new(
                alert::ILLEGAL_PARAMETER,
                Reason::NO_CIPHERS_SPECIFIED,
            ));
        }
        match self.suites.len() % self.suite_len() {
            0 => Ok(()),
            _ => Err(Fatal::new(
                alert::DECODE_ERROR,
                Reason::ERROR_IN_RECEIVED_CIPHER_LIST,
            )),
        }
    }

    /// The message without its header.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The hello has the format of SSL 2.0 (`SSL_client_hello_isv2`).
    pub fn is_ssl2(&self) -> bool {
        self.format == Format::Ssl2
    }

    /// The hello has no cookie, and the server asks for one: HelloVerifyRequest is the answer.
    pub const fn lacks_cookie(&self) -> bool {
        self.lacks_cookie
    }

    /// The highest version, except in TLS 1.3, which has supported_versions.
    pub const fn legacy_version(&self) -> ProtocolVersion {
        self.legacy_version
    }

    pub const fn random(&self) -> &[u8; RANDOM_LEN] {
        &self.random
    }

    pub fn session_id(&self) -> &[u8] {
        &self.body[self.session_id.clone()]
    }

    /// The cookie of DTLS; empty if there is none.
    pub fn cookie(&self) -> &[u8] {
        &self.body[self.cookie.clone()]
    }

    /// The suites and signals, in the client's order. Suites that only SSL 2.0 has are left out.
    pub fn suites(&self) -> impl Iterator<Item = CipherSuite> + Clone + '_ {
        self.suite_bytes()
            .chunks_exact(self.suite_len())
            .filter_map(|suite| match *suite {
                [high, low] | [0, high, low] => Some(CipherSuite(u16::from_be_bytes([high, low]))),
                _ => None,
            })
    }

    /// The list of suites as the client sent it: two bytes a suite, three in the format of SSL 2.0
    /// (`SSL_client_hello_get0_ciphers`).
    pub fn suite_bytes(&self) -> &[u8] {
        &self.body[self.suites.clone()]
    }

    fn suite_len(&self) -> usize {
        match self.is_ssl2() {
            true => SSL2_SUITE_LEN,
            false => SUITE_LEN,
        }
    }

    pub fn compression_methods(&self) -> impl Iterator<Item = CompressionMethod> + Clone + '_ {
        self.compression_bytes()
            .iter()
            .copied()
            .map(CompressionMethod)
    }

    /// The list of compression methods (`SSL_client_hello_get0_compression_methods`).
    pub fn compression_bytes(&self) -> &[u8] {
        match self.is_ssl2() {
            true => &[NULL_COMPRESSION.0],
            false => &self.body[self.compression_methods.clone()],
        }
    }

    /// The extensions, which [`Extensions::check`] checks.
    pub fn extensions(&self) -> Extensions<'_> {
        Extensions::new(&self.body[self.extensions.clone()])
    }

    /// Where the extensions stand in the body.
    pub fn extensions_range(&self) -> Range<usize> {
        self.extensions.clone()
    }
}

/// Where the content of the vector stands that `read` reads.
fn range<'a>(
    r: &mut Reader<'a>,
    read: impl FnOnce(&mut Reader<'a>) -> Result<&'a [u8], Malformed>,
) -> Result<Range<usize>, Fatal> {
    let content = read(r).or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
    Ok(r.position() - content.len()..r.position())
}

/// What stands before the extensions of a ClientHello that is sent.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    pub legacy_version: ProtocolVersion,
    pub random: &'a [u8; RANDOM_LEN],
    pub session_id: &'a [u8],
    /// `None` in TLS.
    pub cookie: Option<&'a [u8]>,
    /// Suites, then signals.
    pub suites: &'a [CipherSuite],
    pub compression_methods: &'a [CompressionMethod],
}

impl Fields<'_> {
    /// The frame of tls_construct_client_hello, around the extensions that `extensions` writes.
    pub fn write<T>(&self, w: &mut Writer, extensions: impl FnOnce(&mut Writer) -> T) -> T {
        self.write_before_extensions(w);
        extensions::write_unless_empty(w, extensions)
    }

    /// The same without the extensions.
    pub fn write_before_extensions(&self, w: &mut Writer) {
        w.u16(self.legacy_version.0);
        w.bytes(self.random);
        w.vec8(|w| w.bytes(self.session_id));
        if let Some(cookie) = self.cookie {
            w.vec8(|w| w.bytes(cookie));
        }
        w.vec16(|w| self.suites.iter().for_each(|suite| w.u16(suite.0)));
        w.vec8(|w| {
            self.compression_methods
                .iter()
                .for_each(|method| w.u8(method.0))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{and_one, cut, decode_error, illegal_parameter, written};
    use super::*;
    use crate::registry::field::DEFLATE;
    use crate::registry::suite::{TLS_AES_128_GCM_SHA256, TLS_FALLBACK_SCSV};
    use crate::registry::version::{DTLS12, TLS12};

    const FIELDS: Fields<'_> = Fields {
        legacy_version: TLS12,
        random: &[9; RANDOM_LEN],
        session_id: &[5; MAX_SESSION_ID_LEN],
        cookie: None,
        suites: &[TLS_AES_128_GCM_SHA256, TLS_FALLBACK_SCSV],
        compression_methods: &[DEFLATE, NULL_COMPRESSION],
    };
    const DTLS: Fields<'_> = Fields {
        legacy_version: DTLS12,
        cookie: Some(&[6; 20]),
        ..FIELDS
    };
    const EXTENSIONS: &[u8] = &[0, 0, 0, 1, 7];
    const WITH_COOKIES: Format = Format::Dtls {
        cookie_exchange: true,
    };

    fn bytes(fields: Fields<'_>) -> Vec<u8> {
        written(|w| fields.write(w, |w| w.bytes(EXTENSIONS)))
    }

    fn read(body: &[u8], format: Format) -> Result<ClientHello, Fatal> {
        ClientHello::read(body.to_vec(), format)
    }

    #[test]
    fn a_hello() {
        let body = bytes(FIELDS);
        let hello = read(&body, Format::Tls).unwrap();
        assert_eq!(hello.body(), body);
        assert_eq!(hello.legacy_version(), TLS12);
        assert_eq!(hello.random(), FIELDS.random);
        assert_eq!(hello.session_id(), FIELDS.session_id);
        assert_eq!(hello.cookie(), b"");
        assert!(hello.suites().eq(FIELDS.suites.iter().copied()));
        assert_eq!(hello.suite_bytes(), [0x13, 0x01, 0x56, 0x00]);
        assert!(hello.compression_methods().eq([DEFLATE, NULL_COMPRESSION]));
        assert_eq!(hello.extensions(), Extensions::new(EXTENSIONS));
        assert_eq!(&body[hello.extensions_range()], EXTENSIONS);
        assert!(!hello.is_ssl2() && !hello.lacks_cookie());
        assert_eq!(hello.check_suites(), Ok(()));
    }

    #[test]
    fn a_hello_of_dtls() {
        let cookie_exchange = false;
        for format in [WITH_COOKIES, Format::Dtls { cookie_exchange }] {
            let hello = read(&bytes(DTLS), format).unwrap();
            assert_eq!(hello.cookie(), [6; 20]);
            assert!(!hello.lacks_cookie());
            assert_eq!(hello.extensions(), Extensions::new(EXTENSIONS));
        }
    }

    #[test]
    fn a_hello_that_lacks_its_cookie_is_read_no_further() {
        let cookie: Option<&[u8]> = Some(&[]);
        let body = bytes(Fields { cookie, ..DTLS });
        let head = 2 + RANDOM_LEN + 1 + MAX_SESSION_ID_LEN + 1;
        for body in [&body[..], &body[..head]] {
            let hello = read(body, WITH_COOKIES).unwrap();
            assert!(hello.lacks_cookie());
            assert_eq!(hello.suites().count(), 0);
        }
        let cookie_exchange = false;
        let hello = read(&body, Format::Dtls { cookie_exchange }).unwrap();
        assert!(!hello.lacks_cookie());
        assert_eq!(hello.suites().count(), 2);
    }

    #[test]
    fn a_hello_without_extensions() {
        let body = written(|w| FIELDS.write(w, |_| ()));
        let hello = read(&body, Format::Tls).unwrap();
        assert!(hello.extensions().is_empty());
        assert!(body.ends_with(&[2, DEFLATE.0, NULL_COMPRESSION.0]));
    }

    #[test]
    fn a_version_that_is_cut_off() {
        for body in [&[][..], &[3]] {
            let expected = Err(decode_error(Reason::LENGTH_TOO_SHORT));
            assert_eq!(read(body, Format::Tls), expected);
        }
    }

    #[test]
    fn lengths_that_do_not_fit() {
        let expected = Err(decode_error(Reason::LENGTH_MISMATCH));
        let ends_before_extensions = written(|w| FIELDS.write(w, |_| ())).len();
        let body = bytes(FIELDS);
        for body in cut(&body).skip(2).chain([&and_one(&body)[..]]) {
            if body.len() != ends_before_extensions {
                assert_eq!(read(body, Format::Tls), expected);
            }
        }
        for body in cut(&bytes(DTLS)[..2 + RANDOM_LEN + 1 + MAX_SESSION_ID_LEN + 1 + 20]).skip(2) {
            assert_eq!(read(body, WITH_COOKIES), expected);
        }
    }

    #[test]
    fn a_session_id_that_is_too_long() {
        let session_id: &[u8] = &[5; MAX_SESSION_ID_LEN + 1];
        let body = bytes(Fields {
            session_id,
            ..FIELDS
        });
        let expected = Err(decode_error(Reason::LENGTH_MISMATCH));
        assert_eq!(read(&body, Format::Tls), expected);
    }

    #[test]
    fn suites_are_whole_and_not_missing() {
        let body = bytes(Fields {
            suites: &[],
            ..FIELDS
        });
        let expected = Err(illegal_parameter(Reason::NO_CIPHERS_SPECIFIED));
        let hello = read(&body, Format::Tls).unwrap();
        assert_eq!(hello.check_suites(), expected);

        let body = [
            &[3, 3][..],
            &[0; RANDOM_LEN],
            &[0, 0, 3, 0x13, 1, 0x13, 1, 0],
        ]
        .concat();
        let expected = Err(decode_error(Reason::ERROR_IN_RECEIVED_CIPHER_LIST));
        let hello = read(&body, Format::Tls).unwrap();
        assert_eq!(hello.check_suites(), expected);
        assert!(hello.suites().eq([TLS_AES_128_GCM_SHA256]));
    }

    /// A hello in the format of SSL 2.0.
    fn ssl2(suites: &[u8], session_id: &[u8], challenge: &[u8]) -> Vec<u8> {
        written(|w| {
            w.u8(SSL2_CLIENT_HELLO.0);
            w.u16(TLS12.0);
            w.u16(suites.len() as u16);
            w.u16(session_id.len() as u16);
            w.u16(challenge.len() as u16);
            w.bytes(suites);
            w.bytes(session_id);
            w.bytes(challenge);
        })
    }

    const SSL2_SUITES: &[u8] = &[7, 0, 0xc0, 0, 0x13, 1, 0, 0x56, 0];

    #[test]
    fn a_hello_in_the_format_of_ssl2() {
        let hello = read(&ssl2(SSL2_SUITES, &[4; 4], &[8; 16]), Format::Ssl2).unwrap();
        assert!(hello.is_ssl2());
        assert_eq!(hello.legacy_version(), TLS12);
        assert!(hello.suites().eq(FIELDS.suites.iter().copied()));
        assert_eq!(hello.suite_bytes(), SSL2_SUITES);
        assert_eq!(hello.session_id(), [4; 4]);
        assert_eq!(hello.random()[..], [[0; 16], [8; 16]].concat());
        assert_eq!(hello.compression_bytes(), [NULL_COMPRESSION.0]);
        assert!(hello.extensions().is_empty());
        assert_eq!(hello.check_suites(), Ok(()));
    }

    #[test]
    fn a_long_challenge_is_cut() {
        let challenge = [[1; 32], [2; 32]].concat();
        let hello = read(&ssl2(SSL2_SUITES, &[], &challenge), Format::Ssl2).unwrap();
        assert_eq!(hello.random(), &[1; RANDOM_LEN]);
    }

    #[test]
    fn another_message_of_ssl2() {
        for body in [&[][..], &[2, 3, 3]] {
            assert_eq!(read(body, Format::Ssl2), Err(Fatal::INTERNAL));
        }
    }

    #[test]
    fn lengths_of_ssl2_that_do_not_fit() {
        let body = ssl2(SSL2_SUITES, &[4; 4], &[8; 16]);
        for body in cut(&body).skip(1).chain([&and_one(&body)[..]]) {
            let reason = match body.len() {
                1 | 2 => Reason::LENGTH_TOO_SHORT,
                _ => Reason::RECORD_LENGTH_MISMATCH,
            };
            assert_eq!(read(body, Format::Ssl2), Err(decode_error(reason)));
        }
    }

    #[test]
    fn a_session_id_of_ssl2_that_is_too_long() {
        let body = ssl2(SSL2_SUITES, &[4; MAX_SESSION_ID_LEN + 1], &[8; 16]);
        let expected = Err(illegal_parameter(Reason::LENGTH_MISMATCH));
        for body in [&body[..], &body[..9]] {
            assert_eq!(read(body, Format::Ssl2), expected);
        }
    }

    #[test]
    fn suites_of_ssl2_are_whole_and_not_missing() {
        let check = |suites: &[u8]| {
            let hello = read(&ssl2(suites, &[], &[8; 16]), Format::Ssl2);
            hello.unwrap().check_suites()
        };
        assert_eq!(
            check(&[]),
            Err(illegal_parameter(Reason::NO_CIPHERS_SPECIFIED))
        );
        assert_eq!(
            check(&[0, 0x13, 1, 0]),
            Err(decode_error(Reason::ERROR_IN_RECEIVED_CIPHER_LIST))
        );
    }
}
