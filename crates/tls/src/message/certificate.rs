//! Certificate (RFC 8446 section 4.4.2, RFC 5246 section 7.4.2).

use super::extensions::Extensions;
use crate::codec::{Malformed, OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;

/// Certificates as they stand in the message, the sender's own first. The list is not checked yet.
#[derive(Clone, Debug)]
pub struct Chain<'a> {
    reader: Reader<'a>,
    tls13: bool,
}

/// One certificate of a chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry<'a> {
    /// The certificate, which is not parsed yet.
    pub der: &'a [u8],
    /// The certificate's extensions, which only TLS 1.3 has. Parse the DER first: OpenSSL reads them
    /// afterwards. If they cannot be read, there is no further entry.
    pub extensions: Result<Extensions<'a>, Fatal>,
    /// Nothing follows.
    pub is_last: bool,
}

/// The head of tls_process_server_certificate: a server's chain. It has no context, and a certificate at least.
pub fn read_from_server(body: &[u8], tls13: bool) -> Result<Chain<'_>, Fatal> {
    let mut r = Reader::new(body);
    let mut chain = || -> Result<_, Malformed> {
        if tls13 && !r.vec8()?.is_empty() {
            return Err(Malformed);
        }
        let list = r.vec24()?;
        r.end()?;
        match list.is_empty() {
            true => Err(Malformed),
            false => Ok(Chain::new(list, tls13)),
        }
    };
    chain().or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)
}

/// The head of tls_process_client_certificate: a client's chain, which may be empty.
///
/// `context` is what the CertificateRequest had; it is empty within a handshake. Only TLS 1.3 looks at it.
pub fn read_from_client<'a>(
    body: &'a [u8],
    tls13: bool,
    context: &[u8],
) -> Result<Chain<'a>, Fatal> {
    let mut r = Reader::new(body);
    if tls13 && r.vec8() != Ok(context) {
        return Err(Fatal::new(alert::DECODE_ERROR, Reason::INVALID_CONTEXT));
    }
    let list = r
        .vec24()
        .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
    super::end(&r)?;
    Ok(Chain::new(list, tls13))
}

impl<'a> Chain<'a> {
    const fn new(list: &'a [u8], tls13: bool) -> Chain<'a> {
        Chain {
            reader: Reader::new(list),
            tls13,
        }
    }

    /// Whether no certificate is left.
    pub const fn is_empty(&self) -> bool {
        self.reader.is_empty()
    }

    fn extensions(&mut self) -> Result<Extensions<'a>, Fatal> {
        if !self.tls13 {
            return Ok(Extensions::NONE);
        }
        let extensions = self
            .reader
            .vec16()
            .or_fatal(alert::DECODE_ERROR, Reason::BAD_LENGTH);
        if extensions.is_err() {
            self.reader.rest();
        }
        extensions.map(Extensions::new)
    }
}

impl<'a> Iterator for Chain<'a> {
    type Item = Result<Entry<'a>, Fatal>;

    /// The loop of tls_process_server_certificate and tls_process_client_certificate.
    fn next(&mut self) -> Option<Self::Item> {
        if self.reader.is_empty() {
            return None;
        }
        let der = self
            .reader
            .vec24()
            .or_fatal(alert::DECODE_ERROR, Reason::CERT_LENGTH_MISMATCH);
        if der.is_err() {
            self.reader.rest();
        }
        Some(der.map(|der| Entry {
            der,
            extensions: self.extensions(),
            is_last: self.reader.is_empty(),
        }))
    }
}

/// Writes the message around the entries that `entries` writes with [`write_entry`]. `context` is `None`
/// up to TLS 1.2, and empty within a handshake of TLS 1.3.
///
/// The frame of tls_construct_server_certificate and tls_construct_client_certificate.
pub fn write<T>(
    w: &mut Writer,
    context: Option<&[u8]>,
    entries: impl FnOnce(&mut Writer) -> T,
) -> T {
    if let Some(context) = context {
        w.vec8(|w| w.bytes(context));
    }
    w.vec24(entries)
}

/// Writes a certificate. In TLS 1.3 its extensions follow: [`extensions::write`](super::extensions::write).
pub fn write_entry(w: &mut Writer, der: &[u8]) {
    w.vec24(|w| w.bytes(der));
}

#[cfg(test)]
mod tests {
    use super::super::extensions;
    use super::super::tests::{and_one, cut, decode_error, written};
    use super::*;

    fn tls12(ders: &[&[u8]]) -> Vec<u8> {
        written(|w| write(w, None, |w| ders.iter().for_each(|der| write_entry(w, der))))
    }

    fn tls13(context: &[u8], ders: &[&[u8]]) -> Vec<u8> {
        written(|w| {
            write(w, Some(context), |w| {
                for der in ders {
                    write_entry(w, der);
                    extensions::write(w, |w| w.bytes(&[0, 5, 0, 0]));
                }
            });
        })
    }

    #[test]
    fn a_chain_of_tls12() {
        let bytes = tls12(&[&[1, 2], &[3]]);
        assert_eq!(bytes, [0, 0, 9, 0, 0, 2, 1, 2, 0, 0, 1, 3]);
        let server: Vec<_> = read_from_server(&bytes, false)
            .unwrap()
            .map(|entry| entry.unwrap())
            .collect();
        assert_eq!(server[0].der, [1, 2]);
        assert!(!server[0].is_last);
        assert_eq!(server[0].extensions, Ok(Extensions::NONE));
        assert_eq!(server[1].der, [3]);
        assert!(server[1].is_last);
        let client = read_from_client(&bytes, false, &[]).unwrap();
        assert_eq!(client.count(), 2);
    }

    #[test]
    fn a_chain_of_tls13_has_extensions() {
        let bytes = tls13(&[], &[&[1, 2], &[3]]);
        let mut chain = read_from_server(&bytes, true).unwrap();
        let entry = chain.next().unwrap().unwrap();
        assert_eq!(entry.der, [1, 2]);
        assert_eq!(entry.extensions, Ok(Extensions::new(&[0, 5, 0, 0])));
        assert_eq!(chain.count(), 1);
    }

    #[test]
    fn a_server_must_have_a_certificate_and_no_context() {
        let expected = decode_error(Reason::LENGTH_MISMATCH);
        let refused = |bytes: &[u8], tls13| read_from_server(bytes, tls13).unwrap_err();
        assert_eq!(refused(&tls12(&[]), false), expected);
        assert_eq!(refused(&tls13(&[], &[]), true), expected);
        assert_eq!(refused(&tls13(&[1], &[&[1]]), true), expected);
        let bytes = tls13(&[], &[&[1]]);
        for bytes in cut(&bytes).chain([&and_one(&bytes)[..]]) {
            assert_eq!(refused(bytes, true), expected);
        }
    }

    #[test]
    fn a_client_may_have_no_certificate() {
        let bytes = tls12(&[]);
        assert!(read_from_client(&bytes, false, &[]).unwrap().is_empty());
    }

    #[test]
    fn a_client_returns_the_context() {
        let bytes = tls13(&[7, 8], &[&[1]]);
        assert!(read_from_client(&bytes, true, &[7, 8]).is_ok());
        let expected = decode_error(Reason::INVALID_CONTEXT);
        for context in [&[][..], &[7], &[7, 9], &[7, 8, 9]] {
            assert_eq!(
                read_from_client(&bytes, true, context).unwrap_err(),
                expected
            );
        }
        for bytes in cut(&bytes[..3]) {
            assert_eq!(
                read_from_client(bytes, true, &[7, 8]).unwrap_err(),
                expected
            );
        }
    }

    #[test]
    fn a_clients_list_ends_with_the_message() {
        let expected = decode_error(Reason::LENGTH_MISMATCH);
        let bytes = tls13(&[], &[&[1]]);
        for bytes in cut(&bytes).skip(1).chain([&and_one(&bytes)[..]]) {
            assert_eq!(read_from_client(bytes, true, &[]).unwrap_err(), expected);
        }
    }

    #[test]
    fn a_certificate_that_is_cut_off() {
        for list in [&[0][..], &[0, 0], &[0, 0, 2, 1]] {
            let mut chain = Chain::new(list, false);
            let expected = decode_error(Reason::CERT_LENGTH_MISMATCH);
            assert_eq!(chain.next(), Some(Err(expected)));
            assert_eq!(chain.next(), None);
        }
    }

    #[test]
    fn extensions_that_are_cut_off() {
        for rest in [&[][..], &[0], &[0, 1]] {
            let list = [&[0, 0, 1, 7][..], rest].concat();
            let mut chain = Chain::new(&list, true);
            let entry = chain.next().unwrap().unwrap();
            assert_eq!(entry.der, [7]);
            assert_eq!(entry.extensions, Err(decode_error(Reason::BAD_LENGTH)));
            assert_eq!(chain.next(), None);
        }
    }
}
