//! NewSessionTicket (RFC 8446 section 4.6.1, RFC 5077 section 3.3).

use super::extensions::{self, Extensions};
use crate::codec::{Malformed, OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;

/// A ticket up to TLS 1.2.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Legacy<'a> {
    /// Seconds.
    pub lifetime_hint: u32,
    /// Empty if the server gives no ticket after all.
    pub ticket: &'a [u8],
}

/// A ticket of TLS 1.3.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NewSessionTicket<'a> {
    /// Seconds.
    pub lifetime: u32,
    pub age_add: u32,
    pub nonce: &'a [u8],
    pub ticket: &'a [u8],
    /// They are not checked yet.
    pub extensions: Extensions<'a>,
}

impl<'a> Legacy<'a> {
    /// tls_process_new_session_ticket, up to TLS 1.2
    pub fn read(body: &'a [u8]) -> Result<Legacy<'a>, Fatal> {
        let mut r = Reader::new(body);
        let mut message = || -> Result<_, Malformed> {
            let message = Legacy {
                lifetime_hint: r.u32()?,
                ticket: r.vec16()?,
            };
            r.end()?;
            Ok(message)
        };
        message().or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)
    }

    /// tls_construct_new_session_ticket, up to TLS 1.2
    pub fn write(&self, w: &mut Writer) {
        w.u32(self.lifetime_hint);
        w.vec16(|w| w.bytes(self.ticket));
    }
}

impl<'a> NewSessionTicket<'a> {
    /// tls_process_new_session_ticket of TLS 1.3
    pub fn read(body: &'a [u8]) -> Result<NewSessionTicket<'a>, Fatal> {
        let mut r = Reader::new(body);
        let mut message = || -> Result<_, Malformed> {
            let (lifetime, age_add) = (r.u32()?, r.u32()?);
            let nonce = r.vec8()?;
            let ticket = r.vec16()?;
            if ticket.is_empty() {
                return Err(Malformed);
            }
            let extensions = Extensions::new(r.vec16()?);
            r.end()?;
            Ok(NewSessionTicket {
                lifetime,
                age_add,
                nonce,
                ticket,
                extensions,
            })
        };
        message().or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)
    }

    pub fn write(&self, w: &mut Writer) {
        self.write_before_extensions(w);
        extensions::write(w, |w| w.bytes(self.extensions.bytes()));
    }

    /// tls_construct_new_session_ticket of TLS 1.3 without the extensions, which
    /// [`extensions::write`] writes.
    pub fn write_before_extensions(&self, w: &mut Writer) {
        w.u32(self.lifetime);
        w.u32(self.age_add);
        w.vec8(|w| w.bytes(self.nonce));
        w.vec16(|w| w.bytes(self.ticket));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{and_one, cut, decode_error, written};
    use super::*;

    const LEGACY: Legacy<'_> = Legacy {
        lifetime_hint: 7200,
        ticket: &[1, 2, 3],
    };

    const TLS13: NewSessionTicket<'_> = NewSessionTicket {
        lifetime: 7200,
        age_add: 0x0102_0304,
        nonce: &[0; 8],
        ticket: &[1, 2, 3],
        extensions: Extensions::new(&[0, 42, 0, 4, 0, 0, 1, 0]),
    };

    #[test]
    fn a_ticket_of_tls12() {
        let bytes = written(|w| LEGACY.write(w));
        assert_eq!(bytes, [0, 0, 28, 32, 0, 3, 1, 2, 3]);
        assert_eq!(Legacy::read(&bytes), Ok(LEGACY));
        let ticket: &[u8] = &[];
        let empty = Legacy { ticket, ..LEGACY };
        assert_eq!(Legacy::read(&written(|w| empty.write(w))), Ok(empty));
    }

    #[test]
    fn a_ticket_of_tls13() {
        let bytes = written(|w| TLS13.write(w));
        assert_eq!(NewSessionTicket::read(&bytes), Ok(TLS13));
    }

    #[test]
    fn an_empty_ticket_of_tls13() {
        let ticket: &[u8] = &[];
        let bytes = written(|w| NewSessionTicket { ticket, ..TLS13 }.write(w));
        let expected = Err(decode_error(Reason::LENGTH_MISMATCH));
        assert_eq!(NewSessionTicket::read(&bytes), expected);
    }

    #[test]
    fn lengths_that_do_not_fit() {
        let expected = decode_error(Reason::LENGTH_MISMATCH);
        let bytes = written(|w| LEGACY.write(w));
        for bytes in cut(&bytes).chain([&and_one(&bytes)[..]]) {
            assert_eq!(Legacy::read(bytes), Err(expected));
        }
        let bytes = written(|w| TLS13.write(w));
        for bytes in cut(&bytes).chain([&and_one(&bytes)[..]]) {
            assert_eq!(NewSessionTicket::read(bytes), Err(expected));
        }
    }
}
