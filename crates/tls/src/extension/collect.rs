//! The extensions of a message: found and checked, read in the table's order, written.

use std::cell::Cell;
use std::rc::Rc;

use super::custom;
use super::table::{Context, Name, Place, Sent, COUNT, TABLE};
use crate::choose::version::is_dtls;
use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::link::Link;
use crate::machine::{Handshake, Side};
use crate::message::extensions::{self, BAD_EXTENSION};
use crate::registry::alert;
use crate::registry::extension::ExtensionType;
use crate::registry::version::SSL3;
use crate::registry::version::{ProtocolVersion, TLS13};

/// Messages that ask: an answer has only what they have asked for.
const QUESTIONS: Context = Context::union(&[
    Context::CLIENT_HELLO,
    Context::CERTIFICATE_REQUEST,
    Context::NEW_SESSION_TICKET,
]);

/// Messages that have no length of extensions where they have none.
pub(super) const HELLOS: Context =
    Context::union(&[Context::CLIENT_HELLO, Context::SERVER_HELLO_TLS12]);

/// The extensions of a message that the table has (`RAW_EXTENSION`): where they stand in the block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Collected {
    /// Start and length of each body; the table's order.
    bodies: [(u16, u16); COUNT],
    /// Bits of the rows that were found, and of those that were read.
    present: u32,
    parsed: Cell<u32>,
    /// Those of the program, in its order.
    custom: Vec<CustomBody>,
}

/// An extension of the program in a message.
#[derive(Clone, Debug)]
struct CustomBody {
    index: usize,
    extension_type: ExtensionType,
    range: std::ops::Range<usize>,
    parsed: Cell<bool>,
}

impl Collected {
    /// The extension stands in the message.
    pub fn has(&self, name: Name) -> bool {
        self.present & name.bit() != 0
    }

    /// Where the extension's content stands in the block.
    pub fn range(&self, name: Name) -> Option<std::ops::Range<usize>> {
        let (start, length) = self.bodies[name.index()];
        let start = usize::from(start);
        self.has(name).then(|| start..start + usize::from(length))
    }

    fn add(&mut self, name: Name, start: usize, length: usize) -> Result<(), Fatal> {
        let offset = |number| u16::try_from(number).map_err(|_| Fatal::INTERNAL);
        self.bodies[name.index()] = (offset(start)?, offset(length)?);
        self.present |= name.bit();
        Ok(())
    }

    /// The content of an extension of this block.
    pub fn body<'a>(&self, name: Name, block: &'a [u8]) -> Option<&'a [u8]> {
        block.get(self.range(name)?)
    }
}

impl Handshake {
    /// Finds a message's extensions and makes ready for each (`tls_collect_extensions`). `start` is false for
    /// all certificates of a chain but the first.
    pub(crate) fn collect_extensions(
        &mut self,
        link: &dyn Link,
        block: &[u8],
        context: Context,
        start: bool,
    ) -> Result<Collected, Fatal> {
        if context.meets(Context::CLIENT_HELLO) {
            custom::start(self);
        }
        let mut collected = Collected::default();
        for extension in extensions::Extensions::new(block).iter() {
            let extension = extension?;
            let misplaced = context.meets(Context::CLIENT_HELLO) && extension.is_misplaced_psk();
            let Some(name) = Name::of(extension.extension_type) else {
                if self.collect_custom(&mut collected, &extension, context)? {
                    link.extension_seen(extension.extension_type, extension.body);
                }
                continue;
            };
            let allowed = TABLE[name.index()].allowed;
            if misplaced || collected.has(name) || !self.may_stand(allowed, context) {
                return Err(BAD_EXTENSION);
            }
            if !self.is_solicited(name, context) {
                let (alert, reason) = (alert::UNSUPPORTED_EXTENSION, Reason::UNSOLICITED_EXTENSION);
                return Err(Fatal::new(alert, reason));
            }
            collected.add(name, extension.start, extension.body.len())?;
            link.extension_seen(extension.extension_type, extension.body);
        }
        if self.config.callbacks.extension_debug {
            self.refresh(link);
        }
        if start {
            let rows = TABLE.iter().filter(|row| row.allowed.meets(context));
            for row in rows.filter(|row| row.start.is_some()) {
                if let (Some(start), true) =
                    (row.start, self.is_relevant(link, row.allowed, context))
                {
                    start(self, link, context)?;
                }
            }
        }
        Ok(collected)
    }

    /// Takes an extension of the program. False if it is nobody's.
    fn collect_custom(
        &self,
        collected: &mut Collected,
        extension: &extensions::Extension<'_>,
        context: Context,
    ) -> Result<bool, Fatal> {
        let extension_type = extension.extension_type;
        let Some((index, custom)) = self.find_custom_in(context, extension_type) else {
            return Ok(false);
        };
        let place = collected
            .custom
            .binary_search_by_key(&index, |custom| custom.index);
        let allowed = Context::from_bits(custom.context);
        let (Err(place), true) = (place, self.may_stand(allowed, context)) else {
            return Err(BAD_EXTENSION);
        };
        let body = CustomBody {
            index,
            extension_type,
            range: extension.start..extension.start + extension.body.len(),
            parsed: Cell::new(false),
        };
        collected.custom.insert(place, body);
        Ok(true)
    }

    /// The extension is allowed in the message (`validate_context`).
    fn may_stand(&self, allowed: Context, context: Context) -> bool {
        let other = match self.method().is_dtls() {
            true => Context::TLS_ONLY,
            false => Context::DTLS_ONLY,
        };
        allowed.meets(context) && !allowed.meets(other)
    }

    /// Whether we have asked for an extension, as far as it must be asked for.
    fn is_solicited(&self, name: Name, context: Context) -> bool {
        let always = match name {
            // Renegotiation is asked for by a signalling suite. SCTs look after themselves.
            Name::Cookie | Name::Renegotiation | Name::Sct => true,
            Name::Cryptopro => context.meets(Context::SERVER_HELLO_TLS12),
            _ => false,
        };
        always || context.meets(QUESTIONS) || self.extensions.sent & name.bit() != 0
    }

    /// `tls_validate_all_contexts`: each extension that was found may stand in this message, which is known
    /// better now.
    pub(crate) fn check_extensions(
        &self,
        collected: &Collected,
        context: Context,
    ) -> Result<(), Fatal> {
        let found = TABLE.iter().filter(|row| collected.has(row.name));
        let found = found.map(|row| Some(row.allowed));
        let custom = collected.custom.iter().map(|custom| {
            let known = self.find_custom_in(context, custom.extension_type);
            known.map(|(_, custom)| Context::from_bits(custom.context))
        });
        let may_stand = |allowed| self.may_stand(allowed, context);
        match found
            .chain(custom)
            .all(|allowed| allowed.is_some_and(may_stand))
        {
            true => Ok(()),
            false => Err(BAD_EXTENSION),
        }
    }

    /// The extension means something for the version of the message (`extension_is_relevant`).
    pub(super) fn is_relevant(&self, link: &dyn Link, allowed: Context, context: Context) -> bool {
        // A HelloRetryRequest comes before the version is fixed.
        let tls13 = context.meets(Context::HELLO_RETRY_REQUEST) || self.is_tls13(link);
        let for_tls13 = allowed.meets(Context::TLS13_ONLY);
        let asks = context.meets(Context::CLIENT_HELLO);
        let dtls = self.method().is_dtls();
        !(dtls && allowed.meets(Context::TLS_IMPLEMENTATION_ONLY)
            || tls13 && allowed.meets(Context::TLS12_AND_BELOW_ONLY)
            || !tls13 && for_tls13 && (!asks || self.side == Side::Server)
            || link.facts().version.get() == SSL3 && !allowed.meets(Context::SSL3_ALLOWED)
            || link.facts().hit.get() && allowed.meets(Context::IGNORE_ON_RESUMPTION))
    }

    /// Reads an extension, unless that has been done (`tls_parse_extension`).
    pub(crate) fn parse_extension(
        &mut self,
        link: &dyn Link,
        collected: &Collected,
        block: &[u8],
        name: Name,
        place: Place,
    ) -> Result<(), Fatal> {
        let Some(body) = collected.body(name, block) else {
            return Ok(());
        };
        let parsed = collected.parsed.get();
        if parsed & name.bit() != 0 {
            return Ok(());
        }
        collected.parsed.set(parsed | name.bit());
        let row = &TABLE[name.index()];
        if !self.is_relevant(link, row.allowed, place.context) {
            return Ok(());
        }
        let parse = match self.side {
            Side::Server => row.from_client,
            Side::Client => row.from_server,
        };
        match parse {
            Some(parse) => parse(self, link, body, place),
            None => custom::parse(self, link, row.extension_type, body, place),
        }
    }

    /// Reads all extensions that were not read yet; with `end`, draws the conclusions
    /// (`tls_parse_all_extensions`).
    pub(crate) fn parse_all_extensions(
        &mut self,
        link: &dyn Link,
        collected: &Collected,
        block: &[u8],
        place: Place,
        end: bool,
    ) -> Result<(), Fatal> {
        for row in TABLE {
            self.parse_extension(link, collected, block, row.name, place)?;
        }
        for custom in &collected.custom {
            if !custom.parsed.replace(true) {
                let body = block.get(custom.range.clone()).ok_or(Fatal::INTERNAL)?;
                custom::parse(self, link, custom.extension_type, body, place)?;
            }
        }
        if !end {
            return Ok(());
        }
        for row in TABLE.iter().filter(|row| row.allowed.meets(place.context)) {
            if let Some(end) = row.end {
                end(self, link, place.context, collected.has(row.name))?;
            }
        }
        Ok(())
    }

    /// Finds the extensions of a message and reads them all.
    pub(crate) fn receive_extensions(
        &mut self,
        link: &dyn Link,
        block: &[u8],
        context: Context,
    ) -> Result<(), Fatal> {
        let collected = self.collect_extensions(link, block, context, true)?;
        self.parse_all_extensions(link, &collected, block, Place::of(context), true)
    }

    /// Server: finds the extensions of the ClientHello under work.
    pub(crate) fn collect_offer(&mut self, link: &dyn Link) -> Result<(), Fatal> {
        let hello = self.hello.clone().ok_or(Fatal::INTERNAL)?;
        let block = hello.extensions().bytes();
        let collected = self.collect_extensions(link, block, Context::CLIENT_HELLO, true)?;
        self.offer = Rc::new(collected);
        Ok(())
    }

    /// Server: reads an extension of the ClientHello before the others.
    pub(crate) fn parse_offered(&mut self, link: &dyn Link, name: Name) -> Result<(), Fatal> {
        let hello = self.hello.clone().ok_or(Fatal::INTERNAL)?;
        let (offer, place) = (self.offer.clone(), Place::of(Context::CLIENT_HELLO));
        let block = hello.extensions().bytes();
        self.parse_extension(link, &offer, block, name, place)
    }

    /// Server: reads the extensions of the ClientHello that were not read yet, and draws the conclusions.
    pub(crate) fn parse_offer(&mut self, link: &dyn Link) -> Result<(), Fatal> {
        let hello = self.hello.clone().ok_or(Fatal::INTERNAL)?;
        let (offer, place) = (self.offer.clone(), Place::of(Context::CLIENT_HELLO));
        let block = hello.extensions().bytes();
        self.parse_all_extensions(link, &offer, block, place, true)
    }

    /// Writes the extensions of a message (`tls_construct_extensions`).
    pub(crate) fn construct_extensions(
        &mut self,
        link: &dyn Link,
        w: &mut Writer,
        place: Place,
    ) -> Result<(), Fatal> {
        match place.context.meets(HELLOS) {
            true => extensions::write_unless_empty(w, |w| self.construct_all(link, w, place)),
            false => extensions::write(w, |w| self.construct_all(link, w, place)),
        }
    }

    fn construct_all(
        &mut self,
        link: &dyn Link,
        w: &mut Writer,
        place: Place,
    ) -> Result<(), Fatal> {
        let asks = place.context.meets(Context::CLIENT_HELLO);
        let mut highest = None;
        if asks {
            let range = self.version_range(link);
            let range = range.map_err(|reason| Fatal::new(alert::INTERNAL_ERROR, reason))?;
            highest = Some(range.highest);
            custom::start(self);
        }
        custom::construct(self, link, w, place, highest)?;
        for row in TABLE {
            if !self.should_add(link, row.allowed, place.context, highest) {
                continue;
            }
            let construct = match self.side {
                Side::Server => row.to_client,
                Side::Client => row.to_server,
            };
            let Some(construct) = construct else {
                continue;
            };
            let sent = construct(self, link, w, place)?;
            if sent == Sent::Yes && place.context.meets(QUESTIONS) {
                self.extensions.sent |= row.name.bit();
            }
        }
        Ok(())
    }

    /// `should_add_extension`; `highest` is the highest version that a ClientHello offers.
    pub(super) fn should_add(
        &self,
        link: &dyn Link,
        allowed: Context,
        context: Context,
        highest: Option<ProtocolVersion>,
    ) -> bool {
        let too_new = allowed.meets(Context::TLS13_ONLY)
            && highest.is_some_and(|highest| is_dtls(highest) || highest < TLS13);
        allowed.meets(context) && self.is_relevant(link, allowed, context) && !too_new
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::MALFORMED;
    use super::super::tests::{client, connection, server};
    use super::*;
    use crate::message::extensions::write_one;
    use crate::registry::extension::*;
    use crate::registry::version::TLS12;

    const ALPN: ExtensionType = APPLICATION_LAYER_PROTOCOL_NEGOTIATION;
    const UNKNOWN: ExtensionType = ExtensionType(60_000);
    const HELLO: Context = Context::SERVER_HELLO_TLS12;

    fn block(list: &[(ExtensionType, &[u8])]) -> Vec<u8> {
        let mut w = Writer::new();
        for (extension_type, content) in list {
            write_one(&mut w, *extension_type, |w| w.bytes(content));
        }
        w.finish().unwrap()
    }

    fn empty(types: &[ExtensionType]) -> Vec<u8> {
        let list: Vec<_> = types.iter().map(|kind| (*kind, &[][..])).collect();
        block(&list)
    }

    fn collect(side: Side, context: Context, types: &[ExtensionType]) -> Result<(), Fatal> {
        let (link, mut h) = connection(side, None);
        let collected = h.collect_extensions(&link, &empty(types), context, false);
        collected.map(|_| ())
    }

    #[test]
    fn extensions_are_found_and_shown_in_the_order_of_the_wire() {
        let (link, mut h) = server();
        let block = block(&[(ALPN, &[7]), (UNKNOWN, &[8]), (SERVER_NAME, &[9])]);
        let collected = h.collect_extensions(&link, &block, Context::CLIENT_HELLO, false);
        let collected = collected.unwrap();
        assert_eq!(collected.body(Name::Alpn, &block), Some(&[7][..]));
        assert_eq!(collected.range(Name::ServerName), Some(14..15));
        assert!(!collected.has(Name::Cookie));
        assert_eq!(collected.body(Name::Cookie, &block), None);
        let seen = [
            "extension APPLICATION_LAYER_PROTOCOL_NEGOTIATION",
            "extension SERVER_NAME",
        ];
        assert_eq!(link.take_journal(), seen);
    }

    #[test]
    fn an_extension_that_is_cut_off() {
        let (link, mut h) = server();
        let block = block(&[(SERVER_NAME, &[7])]);
        for length in 1..block.len() {
            let context = Context::CLIENT_HELLO;
            let cut = h.collect_extensions(&link, &block[..length], context, false);
            assert_eq!(cut.map(|_| ()), Err(MALFORMED));
        }
    }

    #[test]
    fn only_unknown_extensions_may_be_repeated() {
        let collect = |types: &[_]| collect(Side::Server, Context::CLIENT_HELLO, types);
        assert_eq!(collect(&[UNKNOWN, SERVER_NAME, UNKNOWN]), Ok(()));
        assert_eq!(collect(&[COOKIE, SERVER_NAME, COOKIE]), Err(BAD_EXTENSION));
    }

    #[test]
    fn a_pre_shared_key_is_the_last_of_a_client_hello() {
        let hello = Context::CLIENT_HELLO;
        let collect = |types: &[_]| collect(Side::Server, hello, types);
        assert_eq!(collect(&[COOKIE, PRE_SHARED_KEY]), Ok(()));
        assert_eq!(collect(&[PRE_SHARED_KEY, UNKNOWN]), Err(BAD_EXTENSION));
        let (link, mut h) = connection(Side::Client, None);
        h.extensions.sent = Name::Psk.bit() | Name::KeyShare.bit();
        let answer = empty(&[PRE_SHARED_KEY, KEY_SHARE]);
        let context = Context::SERVER_HELLO;
        assert!(h.collect_extensions(&link, &answer, context, false).is_ok());
    }

    #[test]
    fn a_known_extension_stands_in_its_messages_only() {
        for (context, extension_type) in [
            (Context::SERVER_HELLO_TLS12, KEY_SHARE),
            (Context::SERVER_HELLO_TLS13, SERVER_NAME),
            (Context::ENCRYPTED_EXTENSIONS, EC_POINT_FORMATS),
            (Context::HELLO_RETRY_REQUEST, PRE_SHARED_KEY),
            (Context::CERTIFICATE, SERVER_NAME),
            (Context::CERTIFICATE_REQUEST, KEY_SHARE),
            (Context::NEW_SESSION_TICKET, COOKIE),
            // Of DTLS alone.
            (Context::SERVER_HELLO_TLS12, USE_SRTP),
        ] {
            let collect = |extension_type| collect(Side::Client, context, &[extension_type]);
            assert_eq!(collect(extension_type), Err(BAD_EXTENSION));
            assert_eq!(collect(UNKNOWN), Ok(()));
        }
        let hello = Context::CLIENT_HELLO;
        assert_eq!(
            collect(Side::Server, hello, &[USE_SRTP]),
            Err(BAD_EXTENSION)
        );
    }

    #[test]
    fn an_answer_has_what_was_asked_for() {
        let unsolicited = Err(Fatal::new(
            alert::UNSUPPORTED_EXTENSION,
            Reason::UNSOLICITED_EXTENSION,
        ));
        for (context, extension_type) in [
            (Context::SERVER_HELLO_TLS12, SERVER_NAME),
            (Context::SERVER_HELLO_TLS13, KEY_SHARE),
            (Context::ENCRYPTED_EXTENSIONS, ALPN),
            (Context::HELLO_RETRY_REQUEST, KEY_SHARE),
            (Context::CERTIFICATE, STATUS_REQUEST),
        ] {
            let (link, mut h) = connection(Side::Client, None);
            let block = empty(&[extension_type]);
            let unasked = h.collect_extensions(&link, &block, context, false);
            assert_eq!(unasked.map(|_| ()), unsolicited);
            h.extensions.sent = Name::of(extension_type).unwrap().bit();
            let asked = h.collect_extensions(&link, &block, context, false);
            assert!(asked.is_ok());
        }
        for (context, extension_type) in [
            (Context::HELLO_RETRY_REQUEST, COOKIE),
            (Context::SERVER_HELLO_TLS12, RENEGOTIATION_INFO),
            (Context::SERVER_HELLO_TLS12, SIGNED_CERTIFICATE_TIMESTAMP),
            (Context::CERTIFICATE, SIGNED_CERTIFICATE_TIMESTAMP),
            (Context::SERVER_HELLO_TLS12, CRYPTOPRO),
            (Context::SERVER_HELLO, CRYPTOPRO),
            (Context::CERTIFICATE_REQUEST, SIGNATURE_ALGORITHMS),
            (Context::NEW_SESSION_TICKET, EARLY_DATA),
        ] {
            assert_eq!(collect(Side::Client, context, &[extension_type]), Ok(()));
        }
    }

    #[test]
    fn the_first_extension_that_is_wrong_counts() {
        let (link, mut h) = connection(Side::Client, None);
        let mut bytes = empty(&[COOKIE, KEY_SHARE]);
        bytes.push(0);
        let context = Context::HELLO_RETRY_REQUEST;
        let first = h.collect_extensions(&link, &bytes, context, false);
        let unsolicited = Reason::UNSOLICITED_EXTENSION;
        assert_eq!(first.map(|_| ()).unwrap_err().reason, unsolicited);
        assert_eq!(link.take_journal(), ["extension COOKIE"]);
    }

    #[test]
    fn a_message_may_turn_out_to_be_another() {
        let (link, mut h) = connection(Side::Client, None);
        h.extensions.sent = !0;
        let block = empty(&[ALPN, KEY_SHARE]);
        let context = Context::SERVER_HELLO;
        let collected = h.collect_extensions(&link, &block, context, false).unwrap();
        for context in [Context::SERVER_HELLO_TLS12, Context::SERVER_HELLO_TLS13] {
            let checked = h.check_extensions(&collected, context);
            assert_eq!(checked, Err(BAD_EXTENSION));
        }
        let collected = h
            .collect_extensions(&link, &empty(&[KEY_SHARE, UNKNOWN]), context, false)
            .unwrap();
        let context = Context::SERVER_HELLO_TLS13;
        assert_eq!(h.check_extensions(&collected, context), Ok(()));
    }

    #[test]
    fn extensions_that_are_absent_are_made_ready_for() {
        let (link, mut h) = client();
        *link.facts.alpn.borrow_mut() = (*b"old").into();
        h.ticket_expected = true;
        assert!(h.collect_extensions(&link, &[], HELLO, false).is_ok());
        assert!(h.ticket_expected);
        assert!(h.collect_extensions(&link, &[], HELLO, true).is_ok());
        assert!(!h.ticket_expected);
        assert!(link.facts.alpn.borrow().is_empty());
    }

    #[test]
    fn extensions_are_read_in_the_order_of_the_table_and_once() {
        let (link, mut h) = server();
        let block = block(&[(STATUS_REQUEST, &[1, 0, 0, 0, 0]), (SESSION_TICKET, &[7])]);
        let context = Context::CLIENT_HELLO;
        let collected = h.collect_extensions(&link, &block, context, false).unwrap();
        link.take_journal();
        let place = Place::of(context);
        for _ in 0..2 {
            h.parse_all_extensions(&link, &collected, &block, place, false)
                .unwrap();
        }
        assert_eq!(link.take_journal(), ["ticket [7]", "responders []"]);
        h.parse_extension(&link, &collected, &block, Name::SessionTicket, place)
            .unwrap();
        assert!(link.take_journal().is_empty());
    }

    #[test]
    fn an_extension_of_another_version_is_not_read() {
        let refused = Err(MALFORMED);
        for (version, expected) in [(TLS12, refused), (TLS13, Ok(()))] {
            let (link, mut h) = connection(Side::Server, Some(version));
            let block = block(&[(EXTENDED_MASTER_SECRET, &[7])]);
            let place = Place::of(Context::CLIENT_HELLO);
            let collected = h.collect_extensions(&link, &block, place.context, false);
            let collected = collected.unwrap();
            let parsed = h.parse_all_extensions(&link, &collected, &block, place, false);
            assert_eq!(parsed, expected);
        }
    }

    #[test]
    fn conclusions_are_drawn_for_absent_extensions_too() {
        let (link, mut h) = client();
        let expected = Fatal::new(
            alert::HANDSHAKE_FAILURE,
            Reason::UNSAFE_LEGACY_RENEGOTIATION_DISABLED,
        );
        assert_eq!(h.receive_extensions(&link, &[], HELLO), Err(expected));
        let block = block(&[(RENEGOTIATION_INFO, &[0])]);
        assert_eq!(h.receive_extensions(&link, &block, HELLO), Ok(()));
        assert_eq!(link.take_journal().last().unwrap(), "move_attempt");
    }

    #[test]
    fn what_is_relevant_depends_on_version_and_message() {
        let relevant = |side, version, name: Name, context| {
            let (link, h) = connection(side, version);
            h.is_relevant(&link, TABLE[name.index()].allowed, context)
        };
        let hello = Context::CLIENT_HELLO;
        // A client's hello has all; a server knows the version, or reads as if it were an old one.
        assert!(relevant(Side::Client, None, Name::KeyShare, hello));
        assert!(relevant(Side::Client, None, Name::PointFormats, hello));
        assert!(!relevant(Side::Server, None, Name::KeyShare, hello));
        assert!(relevant(Side::Server, None, Name::PointFormats, hello));
        assert!(relevant(Side::Server, Some(TLS13), Name::KeyShare, hello));
        assert!(!relevant(
            Side::Server,
            Some(TLS13),
            Name::PointFormats,
            hello
        ));
        let retry = Context::HELLO_RETRY_REQUEST;
        assert!(relevant(Side::Client, None, Name::KeyShare, retry));
        let answer = Context::SERVER_HELLO;
        assert!(!relevant(Side::Client, None, Name::KeyShare, answer));
        assert!(relevant(
            Side::Client,
            None,
            Name::SupportedVersions,
            answer
        ));
    }

    #[test]
    fn a_certificate_has_a_length_even_without_extensions() {
        let (link, mut h) = connection(Side::Server, Some(TLS13));
        let mut write = |expected: bool| {
            link.response.replace(vec![1, 2, 3]);
            h.status_expected = expected;
            let mut w = Writer::new();
            let place = Place::of(Context::CERTIFICATE);
            h.construct_extensions(&link, &mut w, place).unwrap();
            w.finish().unwrap()
        };
        assert_eq!(write(false), [0, 0]);
        let response = [0, 11, 0, 5, 0, 7, 1, 0, 0, 3, 1, 2, 3];
        assert_eq!(write(true), response);
        assert_eq!(h.extensions.sent, 0);
    }
}
