//! CertificateRequest (RFC 8446 section 4.3.2, RFC 5246 section 7.4.4).

use super::extensions::{self, Extensions};
use crate::codec::{OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::scheme::SignatureScheme;

/// A request up to TLS 1.2.
#[derive(Clone, Debug)]
pub struct Legacy<'a> {
    /// The types of certificates (`SSL_get0_certificate_types`).
    pub types: &'a [u8],
    /// `None` before TLS 1.2.
    pub schemes: Option<Schemes<'a>>,
    pub authorities: Authorities<'a>,
    rest: Reader<'a>,
}

/// A request of TLS 1.3.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Names the request; empty within a handshake.
    pub context: &'a [u8],
    /// They are not checked yet.
    pub extensions: Extensions<'a>,
    rest: Reader<'a>,
}

/// A list of signature schemes: one at least, and no byte more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Schemes<'a> {
    bytes: &'a [u8],
}

/// Names of certificate authorities, each as DER that is not parsed yet; also the extension
/// certificate_authorities.
#[derive(Clone, Debug)]
pub struct Authorities<'a> {
    names: Reader<'a>,
}

impl<'a> Legacy<'a> {
    /// tls_process_certificate_request, up to TLS 1.2. `uses_sigalgs`: the version has signature schemes
    /// (SSL_USE_SIGALGS).
    ///
    /// When the names of the authorities are parsed, [`Legacy::end`] follows.
    pub fn read(body: &'a [u8], uses_sigalgs: bool) -> Result<Legacy<'a>, Fatal> {
        let mut r = Reader::new(body);
        let types = r
            .vec8()
            .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
        let schemes = match uses_sigalgs {
            true => {
                let list = r
                    .vec16()
                    .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
                // Not decode_error: OpenSSL takes this failure for its own.
                let schemes = Schemes::new(list).ok_or(Fatal::new(
                    alert::INTERNAL_ERROR,
                    Reason::SIGNATURE_ALGORITHMS_ERROR,
                ))?;
                Some(schemes)
            }
            false => None,
        };
        let authorities = Authorities::read(&mut r)?;
        Ok(Legacy {
            types,
            schemes,
            authorities,
            rest: r,
        })
    }

    /// Nothing may follow the authorities.
    pub fn end(&self) -> Result<(), Fatal> {
        super::end(&self.rest)
    }
}

/// tls_construct_certificate_request, up to TLS 1.2. `schemes` is `None` before TLS 1.2.
pub fn write_legacy<'a>(
    w: &mut Writer,
    types: &[u8],
    schemes: Option<&[SignatureScheme]>,
    authorities: impl IntoIterator<Item = &'a [u8]>,
) {
    w.vec8(|w| w.bytes(types));
    if let Some(schemes) = schemes {
        w.vec16(|w| schemes.iter().for_each(|scheme| w.u16(scheme.0)));
    }
    write_authorities(w, authorities);
}

impl<'a> Request<'a> {
    /// tls_process_certificate_request of TLS 1.3. When the extensions are parsed, [`Request::end`] follows.
    pub fn read(body: &'a [u8]) -> Result<Request<'a>, Fatal> {
        let mut r = Reader::new(body);
        let context = r
            .vec8()
            .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
        let extensions = r
            .vec16()
            .or_fatal(alert::DECODE_ERROR, Reason::BAD_LENGTH)?;
        Ok(Request {
            context,
            extensions: Extensions::new(extensions),
            rest: r,
        })
    }

    /// Nothing may follow the extensions.
    pub fn end(&self) -> Result<(), Fatal> {
        super::end(&self.rest)
    }
}

/// The frame of tls_construct_certificate_request of TLS 1.3, around the extensions that `write` writes.
pub fn write<T>(w: &mut Writer, context: &[u8], write: impl FnOnce(&mut Writer) -> T) -> T {
    w.vec8(|w| w.bytes(context));
    extensions::write(w, write)
}

impl<'a> Schemes<'a> {
    /// The check of tls1_save_u16. `None` is its failure, for which each caller has its own alert.
    pub const fn new(list: &'a [u8]) -> Option<Schemes<'a>> {
        match list.is_empty() || list.len() % 2 != 0 {
            true => None,
            false => Some(Schemes { bytes: list }),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = SignatureScheme> + Clone + 'a {
        self.bytes
            .chunks_exact(2)
            .map(|scheme| SignatureScheme(u16::from_be_bytes([scheme[0], scheme[1]])))
    }
}

impl<'a> Authorities<'a> {
    /// The head of parse_ca_names.
    pub fn read(r: &mut Reader<'a>) -> Result<Authorities<'a>, Fatal> {
        let names = r
            .vec16()
            .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
        Ok(Authorities {
            names: Reader::new(names),
        })
    }
}

impl<'a> Iterator for Authorities<'a> {
    type Item = Result<&'a [u8], Fatal>;

    /// The loop of parse_ca_names. Parse the name's DER before the next one is read: OpenSSL does.
    fn next(&mut self) -> Option<Self::Item> {
        if self.names.is_empty() {
            return None;
        }
        let name = self
            .names
            .vec16()
            .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
        if name.is_err() {
            self.names.rest();
        }
        Some(name)
    }
}

/// construct_ca_names: a list of names, each as DER.
pub fn write_authorities<'a>(w: &mut Writer, names: impl IntoIterator<Item = &'a [u8]>) {
    w.vec16(|w| {
        for name in names {
            w.vec16(|w| w.bytes(name));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::tests::{and_one, cut, decode_error, written};
    use super::*;
    use crate::registry::scheme::{ED25519, RSA_PKCS1_SHA256};

    const NAMES: [&[u8]; 2] = [&[1, 2], &[3]];

    #[test]
    fn a_request_of_tls12() {
        let schemes = [ED25519, RSA_PKCS1_SHA256];
        let bytes = written(|w| write_legacy(w, &[1, 64], Some(&schemes), NAMES));
        let request = Legacy::read(&bytes, true).unwrap();
        assert_eq!(request.types, [1, 64]);
        assert!(request.schemes.unwrap().iter().eq(schemes));
        assert!(request.authorities.clone().eq(NAMES.map(Ok)));
        assert_eq!(request.end(), Ok(()));
    }

    #[test]
    fn older_versions_have_no_schemes() {
        let bytes = written(|w| write_legacy(w, &[1], None, []));
        assert_eq!(bytes, [1, 1, 0, 0]);
        let request = Legacy::read(&bytes, false).unwrap();
        assert!(request.schemes.is_none());
        assert!(request.authorities.clone().next().is_none());
    }

    #[test]
    fn a_field_of_tls12_that_is_cut_off() {
        let bytes = written(|w| write_legacy(w, &[1, 64], Some(&[ED25519]), NAMES));
        for bytes in cut(&bytes) {
            let expected = decode_error(Reason::LENGTH_MISMATCH);
            assert_eq!(Legacy::read(bytes, true).unwrap_err(), expected);
        }
    }

    #[test]
    fn half_a_scheme_or_none() {
        for schemes in [&[0, 0][..], &[0, 1, 8], &[0, 3, 8, 7, 8]] {
            let bytes = [&[0][..], schemes, &[0, 0]].concat();
            let expected = Fatal::new(alert::INTERNAL_ERROR, Reason::SIGNATURE_ALGORITHMS_ERROR);
            assert_eq!(Legacy::read(&bytes, true).unwrap_err(), expected);
        }
    }

    #[test]
    fn a_name_that_is_cut_off() {
        for names in [&[0][..], &[0, 2, 1]] {
            let list = written(|w| w.vec16(|w| w.bytes(names)));
            let mut authorities = Authorities::read(&mut Reader::new(&list)).unwrap();
            let expected = decode_error(Reason::LENGTH_MISMATCH);
            assert_eq!(authorities.next(), Some(Err(expected)));
            assert_eq!(authorities.next(), None);
        }
    }

    #[test]
    fn bytes_behind_the_last_field() {
        let expected = Err(decode_error(Reason::LENGTH_MISMATCH));
        let bytes = and_one(&written(|w| write_legacy(w, &[1], None, [])));
        assert_eq!(Legacy::read(&bytes, false).unwrap().end(), expected);
        let bytes = and_one(&written(|w| write(w, &[], |_| ())));
        assert_eq!(Request::read(&bytes).unwrap().end(), expected);
    }

    #[test]
    fn a_request_of_tls13() {
        let bytes = written(|w| write(w, &[7], |w| w.bytes(&[0, 13, 0, 0])));
        let request = Request::read(&bytes).unwrap();
        assert_eq!(request.context, [7]);
        assert_eq!(request.extensions, Extensions::new(&[0, 13, 0, 0]));
        assert_eq!(request.end(), Ok(()));
    }

    #[test]
    fn a_field_of_tls13_that_is_cut_off() {
        let bytes = written(|w| write(w, &[7], |w| w.bytes(&[0, 13, 0, 0])));
        for bytes in cut(&bytes) {
            let reason = match bytes.len() {
                0 | 1 => Reason::LENGTH_MISMATCH,
                _ => Reason::BAD_LENGTH,
            };
            assert_eq!(Request::read(bytes).unwrap_err(), decode_error(reason));
        }
    }
}
