//! The block of extensions in hellos, certificates, requests and tickets (RFC 8446 section 4.2).

use crate::codec::{OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::extension::{ExtensionType, PRE_SHARED_KEY};

/// The extensions of a message, without the length in front of them. They are not checked yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Extensions<'a> {
    bytes: &'a [u8],
}

/// One extension.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Extension<'a> {
    pub extension_type: ExtensionType,
    pub body: &'a [u8],
    /// Where the body starts in the block.
    pub start: usize,
    /// Nothing follows.
    pub is_last: bool,
}

impl<'a> Extensions<'a> {
    /// No extensions.
    pub const NONE: Extensions<'static> = Extensions { bytes: &[] };

    pub const fn new(bytes: &'a [u8]) -> Extensions<'a> {
        Extensions { bytes }
    }

    /// The block without its length.
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The extensions in the order of the wire. The reading of tls_collect_extensions: one that is cut off
    /// is an error, and the last item.
    pub fn iter(&self) -> Iter<'a> {
        Iter {
            reader: Reader::new(self.bytes),
        }
    }

    /// The body of the first extension of a type. What cannot be read counts as absent.
    pub fn find(&self, extension_type: ExtensionType) -> Option<&'a [u8]> {
        self.iter()
            .map_while(Result::ok)
            .find(|extension| extension.extension_type == extension_type)
            .map(|extension| extension.body)
    }

    /// The checks of tls_collect_extensions that need no handshake: nothing is cut off, no extension that
    /// `is_known` occurs twice, and in a ClientHello pre_shared_key is the last.
    ///
    /// Whether an extension may stand in this message and was asked for, is the machine's to check; it does so
    /// for each extension before the next one is read.
    pub fn check(
        &self,
        in_client_hello: bool,
        is_known: impl Fn(ExtensionType) -> bool,
    ) -> Result<(), Fatal> {
        for (index, extension) in self.iter().enumerate() {
            let extension = extension?;
            let is_repeated = is_known(extension.extension_type)
                && self
                    .iter()
                    .take(index)
                    .flatten()
                    .any(|earlier| earlier.extension_type == extension.extension_type);
            if is_repeated || (in_client_hello && extension.is_misplaced_psk()) {
                return Err(BAD_EXTENSION);
            }
        }
        Ok(())
    }
}

/// An extension that may not stand where it does.
pub const BAD_EXTENSION: Fatal = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_EXTENSION);

impl Extension<'_> {
    /// In a ClientHello, nothing may follow pre_shared_key.
    pub fn is_misplaced_psk(&self) -> bool {
        self.extension_type == PRE_SHARED_KEY && !self.is_last
    }
}

/// See [`Extensions::iter`].
#[derive(Clone, Debug)]
pub struct Iter<'a> {
    reader: Reader<'a>,
}

impl<'a> Iterator for Iter<'a> {
    type Item = Result<Extension<'a>, Fatal>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.reader.is_empty() {
            return None;
        }
        let read = self
            .reader
            .u16()
            .and_then(|extension_type| Ok((extension_type, self.reader.vec16()?)))
            .or_fatal(alert::DECODE_ERROR, Reason::BAD_EXTENSION);
        if read.is_err() {
            self.reader.rest();
        }
        Some(read.map(|(extension_type, body)| Extension {
            extension_type: ExtensionType(extension_type),
            body,
            start: self.reader.position() - body.len(),
            is_last: self.reader.is_empty(),
        }))
    }
}

/// Writes a block of extensions, which `write` writes. Its length is written even if there are none.
///
/// The frame of tls_construct_extensions.
pub fn write<T>(w: &mut Writer, write: impl FnOnce(&mut Writer) -> T) -> T {
    w.vec16(write)
}

/// Writes a block of extensions for a ClientHello or a ServerHello up to TLS 1.2: if there are none,
/// there is no length either.
pub fn write_unless_empty<T>(w: &mut Writer, write: impl FnOnce(&mut Writer) -> T) -> T {
    w.vec16_abandon_if_empty(write)
}

/// Writes one extension, whose body `body` writes.
pub fn write_one<T>(
    w: &mut Writer,
    extension_type: ExtensionType,
    body: impl FnOnce(&mut Writer) -> T,
) -> T {
    w.u16(extension_type.0);
    w.vec16(body)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{decode_error, written};
    use super::*;
    use crate::registry::extension::{COOKIE, SERVER_NAME};

    const KNOWN: fn(ExtensionType) -> bool =
        |extension_type| [SERVER_NAME, PRE_SHARED_KEY].contains(&extension_type);

    fn block(types: &[ExtensionType]) -> Vec<u8> {
        written(|w| {
            for extension_type in types {
                write_one(w, *extension_type, |w| w.u8(7));
            }
        })
    }

    #[test]
    fn extensions_come_in_order() {
        let bytes = block(&[COOKIE, SERVER_NAME]);
        let extensions = Extensions::new(&bytes);
        let types: Vec<_> = extensions.iter().map(|e| e.unwrap()).collect();
        assert_eq!(types[0].extension_type, COOKIE);
        assert!(!types[0].is_last);
        assert_eq!(types[1].extension_type, SERVER_NAME);
        assert!(types[1].is_last);
        assert_eq!(extensions.find(SERVER_NAME), Some(&[7][..]));
        assert_eq!(extensions.find(PRE_SHARED_KEY), None);
        assert!(Extensions::NONE.iter().next().is_none());
    }

    #[test]
    fn an_extension_that_is_cut_off() {
        let bytes = block(&[COOKIE, SERVER_NAME]);
        for length in (1..bytes.len()).filter(|length| *length != 5) {
            let extensions = Extensions::new(&bytes[..length]);
            let expected = Err(decode_error(Reason::BAD_EXTENSION));
            assert_eq!(extensions.check(true, KNOWN), expected);
            assert_eq!(extensions.iter().last().unwrap().map(|_| ()), expected);
            assert_eq!(extensions.find(SERVER_NAME), None);
        }
    }

    #[test]
    fn known_extensions_may_not_be_repeated() {
        let check = |types: &[_]| Extensions::new(&block(types)).check(false, KNOWN);
        assert_eq!(check(&[SERVER_NAME, COOKIE]), Ok(()));
        assert_eq!(check(&[COOKIE, COOKIE]), Ok(()));
        let twice = check(&[SERVER_NAME, COOKIE, SERVER_NAME]);
        assert_eq!(twice, Err(BAD_EXTENSION));
    }

    #[test]
    fn a_pre_shared_key_is_the_last_of_a_client_hello() {
        let bytes = block(&[PRE_SHARED_KEY, COOKIE]);
        let extensions = Extensions::new(&bytes);
        assert_eq!(extensions.check(false, KNOWN), Ok(()));
        assert_eq!(extensions.check(true, KNOWN), Err(BAD_EXTENSION));
        let last = block(&[COOKIE, PRE_SHARED_KEY]);
        assert_eq!(Extensions::new(&last).check(true, KNOWN), Ok(()));
    }

    #[test]
    fn the_first_error_counts() {
        let mut bytes = block(&[SERVER_NAME, SERVER_NAME]);
        bytes.push(0);
        let check = Extensions::new(&bytes).check(true, KNOWN);
        assert_eq!(check, Err(BAD_EXTENSION));
    }

    #[test]
    fn an_empty_block_has_a_length_or_not() {
        assert_eq!(written(|w| write(w, |_| ())), [0, 0]);
        assert!(written(|w| write_unless_empty(w, |_| ())).is_empty());
        let one = |w: &mut Writer| write_one(w, COOKIE, |_| ());
        assert_eq!(written(|w| write(w, one)), [0, 4, 0, 44, 0, 0]);
        assert_eq!(written(|w| write_unless_empty(w, one)), [0, 4, 0, 44, 0, 0]);
    }
}
