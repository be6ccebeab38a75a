//! NextProtocol (draft-agl-tls-nextprotoneg-04 section 3).

use crate::codec::{Malformed, OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;

/// Name and padding together are a multiple of this.
const BLOCK_LEN: usize = 32;

/// tls_process_next_proto: the name of the protocol.
pub fn read(body: &[u8]) -> Result<&[u8], Fatal> {
    let mut r = Reader::new(body);
    let mut name = || -> Result<_, Malformed> {
        let name = r.vec8()?;
        let _padding = r.vec8()?;
        r.end()?;
        Ok(name)
    };
    name().or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)
}

/// tls_construct_next_proto: pads the message to a multiple of 32 bytes, by 32 if it were one already.
pub fn write(w: &mut Writer, name: &[u8]) {
    let start = w.len();
    w.vec8(|w| w.bytes(name));
    w.vec8(|w| {
        let padding = BLOCK_LEN - (w.len() - start) % BLOCK_LEN;
        w.bytes(&[0; BLOCK_LEN][..padding]);
    });
}

#[cfg(test)]
mod tests {
    use super::super::tests::{and_one, cut, decode_error, written};
    use super::*;

    #[test]
    fn a_padded_name() {
        for (name, length) in [(2, 32), (29, 32), (30, 64), (31, 64), (255, 288)] {
            let name = vec![b'h'; name];
            let bytes = written(|w| write(w, &name));
            assert_eq!(bytes.len(), length);
            assert_eq!(read(&bytes), Ok(&name[..]));
        }
    }

    #[test]
    fn lengths_that_do_not_fit() {
        let bytes = written(|w| write(w, b"h2"));
        for bytes in cut(&bytes).chain([&and_one(&bytes)[..]]) {
            assert_eq!(read(bytes), Err(decode_error(Reason::LENGTH_MISMATCH)));
        }
    }
}
