//! ServerHello and HelloRetryRequest (RFC 8446 sections 4.1.3 and 4.1.4, RFC 5246 section 7.4.1.3).

use super::extensions::{self, Extensions};
use super::{MAX_SESSION_ID_LEN, RANDOM_LEN};
use crate::codec::{Malformed, OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::field::{CompressionMethod, HELLO_RETRY_REQUEST_RANDOM};
use crate::registry::suite::CipherSuite;
use crate::registry::version::{ProtocolVersion, TLS12};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ServerHello<'a> {
    /// TLS 1.2 in a hello of TLS 1.3, whose version is in supported_versions.
    pub legacy_version: ProtocolVersion,
    pub random: &'a [u8; RANDOM_LEN],
    pub session_id: &'a [u8],
    pub suite: CipherSuite,
    pub compression: CompressionMethod,
    /// They are not checked yet.
    pub extensions: Extensions<'a>,
    /// The message is a HelloRetryRequest.
    pub is_retry_request: bool,
}

impl<'a> ServerHello<'a> {
    /// tls_process_server_hello, before it collects the extensions.
    ///
    /// `tls13`: the client is at TLS 1.3, its highest version, and only then it recognizes a
    /// HelloRetryRequest. `had_retry_request`: it has received one already.
    pub fn read(
        body: &'a [u8],
        tls13: bool,
        had_retry_request: bool,
    ) -> Result<ServerHello<'a>, Fatal> {
        let mut r = Reader::new(body);
        let legacy_version = ProtocolVersion(
            r.u16()
                .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?,
        );
        let random = r
            .array::<RANDOM_LEN>()
            .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
        let is_retry_request =
            tls13 && legacy_version == TLS12 && *random == HELLO_RETRY_REQUEST_RANDOM;
        if is_retry_request && had_retry_request {
            return Err(Fatal::new(
                alert::UNEXPECTED_MESSAGE,
                Reason::UNEXPECTED_MESSAGE,
            ));
        }
        let session_id = r
            .vec8()
            .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
        if session_id.len() > MAX_SESSION_ID_LEN {
            return Err(Fatal::new(
                alert::ILLEGAL_PARAMETER,
                Reason::SSL3_SESSION_ID_TOO_LONG,
            ));
        }
        let suite = CipherSuite(
            r.u16()
                .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?,
        );
        let compression = CompressionMethod(
            r.u8()
                .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?,
        );
        let extensions = match r.is_empty() && !is_retry_request {
            true => Extensions::NONE,
            false => {
                let mut extensions = || -> Result<_, Malformed> {
                    let extensions = r.vec16()?;
                    r.end()?;
                    Ok(Extensions::new(extensions))
                };
                extensions().or_fatal(alert::DECODE_ERROR, Reason::BAD_LENGTH)?
            }
        };
        Ok(ServerHello {
            legacy_version,
            random,
            session_id,
            suite,
            compression,
            extensions,
            is_retry_request,
        })
    }

    /// Writes the hello. If it has no extensions, their length is left out, as up to TLS 1.2.
    pub fn write(&self, w: &mut Writer) {
        self.write_before_extensions(w);
        extensions::write_unless_empty(w, |w| w.bytes(self.extensions.bytes()));
    }

    /// tls_construct_server_hello without the extensions, which [`extensions::write`] or
    /// [`extensions::write_unless_empty`] writes.
    pub fn write_before_extensions(&self, w: &mut Writer) {
        w.u16(self.legacy_version.0);
        w.bytes(self.random);
        w.vec8(|w| w.bytes(self.session_id));
        w.u16(self.suite.0);
        w.u8(self.compression.0);
    }
}

/// Whether a whole ServerHello, header included, has the random of a HelloRetryRequest. Nothing else of it is
/// looked at.
pub fn asks_to_retry(message: &[u8]) -> bool {
    /// The header and `legacy_version` stand before the random.
    const RANDOM_AT: usize = super::Header::LEN + 2;
    let random = message.get(RANDOM_AT..RANDOM_AT + RANDOM_LEN);
    random == Some(&HELLO_RETRY_REQUEST_RANDOM[..])
}

#[cfg(test)]
mod tests {
    use super::super::tests::{and_one, cut, decode_error, illegal_parameter, written};
    use super::*;
    use crate::registry::field::{DEFLATE, NULL_COMPRESSION};
    use crate::registry::suite::TLS_AES_128_GCM_SHA256;
    use crate::registry::version::TLS11;

    const HELLO: ServerHello<'_> = ServerHello {
        legacy_version: TLS12,
        random: &[9; RANDOM_LEN],
        session_id: &[5; MAX_SESSION_ID_LEN],
        suite: TLS_AES_128_GCM_SHA256,
        compression: NULL_COMPRESSION,
        extensions: Extensions::new(&[0, 43, 0, 2, 3, 4]),
        is_retry_request: false,
    };

    const RETRY: ServerHello<'_> = ServerHello {
        random: &HELLO_RETRY_REQUEST_RANDOM,
        is_retry_request: true,
        ..HELLO
    };

    /// Length of everything before the extensions.
    const HEAD: usize = 2 + RANDOM_LEN + 1 + MAX_SESSION_ID_LEN + 2 + 1;

    #[test]
    fn a_hello() {
        let bytes = written(|w| HELLO.write(w));
        assert_eq!(bytes.len(), HEAD + 8);
        assert_eq!(ServerHello::read(&bytes, true, true), Ok(HELLO));
    }

    #[test]
    fn a_hello_without_extensions() {
        let hello = ServerHello {
            compression: DEFLATE,
            extensions: Extensions::NONE,
            ..HELLO
        };
        let bytes = written(|w| hello.write(w));
        assert_eq!(bytes.len(), HEAD);
        assert_eq!(ServerHello::read(&bytes, false, false), Ok(hello));
        let bytes = [&bytes[..], &[0, 0]].concat();
        assert_eq!(ServerHello::read(&bytes, false, false), Ok(hello));
    }

    #[test]
    fn a_random_tells_a_retry_request() {
        let bytes = written(|w| RETRY.write(w));
        assert_eq!(ServerHello::read(&bytes, true, false), Ok(RETRY));
        let read = |bytes: &[u8], tls13| {
            ServerHello::read(bytes, tls13, false)
                .unwrap()
                .is_retry_request
        };
        assert!(!read(&bytes, false));
        let legacy_version = TLS11;
        let old = ServerHello {
            legacy_version,
            ..RETRY
        };
        assert!(!read(&written(|w| old.write(w)), true));
    }

    #[test]
    fn a_second_retry_request() {
        let bytes = written(|w| RETRY.write(w));
        let expected = Fatal::new(alert::UNEXPECTED_MESSAGE, Reason::UNEXPECTED_MESSAGE);
        let head = 2 + RANDOM_LEN;
        for bytes in [&bytes[..], &bytes[..head]] {
            assert_eq!(ServerHello::read(bytes, true, true), Err(expected));
        }
    }

    #[test]
    fn a_retry_request_has_extensions() {
        let extensions = Extensions::NONE;
        let bytes = written(|w| {
            ServerHello {
                extensions,
                ..RETRY
            }
            .write(w)
        });
        let expected = Err(decode_error(Reason::BAD_LENGTH));
        assert_eq!(ServerHello::read(&bytes, true, false), expected);
    }

    #[test]
    fn a_field_that_is_cut_off() {
        let bytes = written(|w| HELLO.write(w));
        for bytes in cut(&bytes[..HEAD]) {
            let expected = Err(decode_error(Reason::LENGTH_MISMATCH));
            assert_eq!(ServerHello::read(bytes, true, false), expected);
        }
    }

    #[test]
    fn a_session_id_that_is_too_long() {
        let session_id: &[u8] = &[5; MAX_SESSION_ID_LEN + 1];
        let bytes = written(|w| {
            ServerHello {
                session_id,
                ..HELLO
            }
            .write(w)
        });
        let expected = Err(illegal_parameter(Reason::SSL3_SESSION_ID_TOO_LONG));
        assert_eq!(ServerHello::read(&bytes, true, false), expected);
    }

    #[test]
    fn extensions_that_do_not_end_with_the_message() {
        let bytes = written(|w| HELLO.write(w));
        let expected = Err(decode_error(Reason::BAD_LENGTH));
        for bytes in cut(&bytes).skip(HEAD + 1).chain([&and_one(&bytes)[..]]) {
            assert_eq!(ServerHello::read(bytes, true, false), expected);
        }
    }
}
