//! Extensions that a program has added (`SSL_CTX_add_custom_ext`).

use super::collect::HELLOS;
use super::table::{Context, Place};
use crate::codec::Writer;
use crate::config::CustomExtension;
use crate::error::{Fatal, Reason};
use crate::link::Link;
use crate::machine::{Handshake, Side};
use crate::message::extensions::write_one;
use crate::registry::alert;
use crate::registry::extension::ExtensionType;
use crate::registry::version::ProtocolVersion;

/// What tells an extension from the others, also when the list changes with the context.
pub(super) type Id = (ExtensionType, Option<Side>);

/// Answers to a hello, which have only what it had.
const ANSWERS: Context = Context::union(&[
    Context::SERVER_HELLO_TLS12,
    Context::SERVER_HELLO_TLS13,
    Context::ENCRYPTED_EXTENSIONS,
]);

/// Messages whose extensions may be answered.
const REQUESTS: Context = Context::union(&[Context::CLIENT_HELLO, Context::CERTIFICATE_REQUEST]);

/// Messages that have what the peer's question had.
const REPLIES: Context =
    Context::union(&[ANSWERS, Context::CERTIFICATE, Context::HELLO_RETRY_REQUEST]);

const fn id(extension: &CustomExtension) -> Id {
    (extension.extension_type, extension.role)
}

impl Handshake {
    /// `custom_ext_find`; without a role, any will do.
    pub(super) fn find_custom(
        &self,
        role: Option<Side>,
        extension_type: ExtensionType,
    ) -> Option<(usize, CustomExtension)> {
        let mut list = self.config.custom_extensions.iter().copied().enumerate();
        list.find(|(_, extension)| {
            let fits = role.is_none() || extension.role.is_none() || extension.role == role;
            extension.extension_type == extension_type && fits
        })
    }

    /// The extension that a message has, by the role that OpenSSL looks for when it collects.
    pub(super) fn find_custom_in(
        &self,
        context: Context,
        extension_type: ExtensionType,
    ) -> Option<(usize, CustomExtension)> {
        let role = match context {
            _ if context.meets(Context::CLIENT_HELLO) => Some(Side::Server),
            _ if context.meets(Context::SERVER_HELLO_TLS12) => Some(Side::Client),
            _ => None,
        };
        self.find_custom(role, extension_type)
    }
}

/// `custom_ext_init`: none was sent or received.
pub(super) fn start(h: &mut Handshake) {
    h.extensions.custom_sent.clear();
    h.extensions.custom_received.clear();
}

/// `custom_ext_parse`: what no program has asked for is passed over.
pub(super) fn parse(
    h: &mut Handshake,
    link: &dyn Link,
    extension_type: ExtensionType,
    content: &[u8],
    place: Place,
) -> Result<(), Fatal> {
    let role = place.context.meets(HELLOS).then_some(h.side);
    let Some((index, extension)) = h.find_custom(role, extension_type) else {
        return Ok(());
    };
    if !h.is_relevant(link, Context::from_bits(extension.context), place.context) {
        return Ok(());
    }
    let id = id(&extension);
    if place.context.meets(ANSWERS) && !h.extensions.custom_sent.contains(&id) {
        return Err(Fatal::new(
            alert::UNSUPPORTED_EXTENSION,
            Reason::BAD_EXTENSION,
        ));
    }
    if place.context.meets(REQUESTS) {
        h.extensions.custom_received.push(id);
    }
    if !extension.parses {
        return Ok(());
    }
    let read = link.parse_custom(index, place.context.bits(), place.chain, content);
    h.refresh(link);
    read.map_err(|alert| Fatal::new(alert, Reason::BAD_EXTENSION))
}

/// `custom_ext_add`; `highest` is the highest version that a ClientHello offers.
pub(super) fn construct(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    place: Place,
    highest: Option<ProtocolVersion>,
) -> Result<(), Fatal> {
    let asks = place.context.meets(Context::CLIENT_HELLO);
    let mut index = 0;
    // A callback may change the list.
    while let Some(extension) = h.config.custom_extensions.get(index).copied() {
        let (this, id) = (index, id(&extension));
        index += 1;
        let allowed = Context::from_bits(extension.context);
        let replies = place.context.meets(REPLIES);
        if !h.should_add(link, allowed, place.context, highest)
            || replies && !h.extensions.custom_received.contains(&id)
            || !asks && !extension.adds
        {
            continue;
        }
        let mut content = Some(Vec::new());
        if extension.adds {
            let added = link.add_custom(this, place.context.bits(), place.chain);
            h.refresh(link);
            content = added.map_err(|alert| Fatal::new(alert, Reason::CALLBACK_FAILED))?;
        }
        let Some(content) = content else {
            continue;
        };
        write_one(w, extension.extension_type, |w| w.bytes(&content));
        if asks {
            h.extensions.custom_sent.push(id);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{connection, custom};
    use super::*;
    use crate::codec::Reader;
    use crate::message::extensions::BAD_EXTENSION;
    use crate::registry::version::{TLS12, TLS13};
    use crate::tests::endpoint::Endpoint;

    const FIRST: ExtensionType = ExtensionType(60_001);
    const SECOND: ExtensionType = ExtensionType(60_002);
    const OLD: Context = Context::TLS12_AND_BELOW_ONLY;

    fn with(
        side: Side,
        version: Option<ProtocolVersion>,
        list: &[CustomExtension],
    ) -> (Endpoint, Handshake) {
        let (link, mut h) = connection(side, version);
        link.configure(|config| config.custom_extensions = list.to_vec());
        h.refresh(&link);
        (link, h)
    }

    fn block(types: &[ExtensionType]) -> Vec<u8> {
        let mut w = Writer::new();
        for extension_type in types {
            write_one(&mut w, *extension_type, |w| w.u8(7));
        }
        w.finish().unwrap()
    }

    /// The extensions of the program that a message would have.
    fn written(link: &Endpoint, h: &mut Handshake, context: Context) -> Vec<ExtensionType> {
        let highest = context.meets(Context::CLIENT_HELLO).then_some(TLS13);
        let mut w = Writer::new();
        construct(h, link, &mut w, Place::of(context), highest).unwrap();
        let bytes = w.finish().unwrap();
        let mut reader = Reader::new(&bytes);
        let mut types = Vec::new();
        while let Ok(extension_type) = reader.u16() {
            reader.vec16().unwrap();
            types.push(ExtensionType(extension_type));
        }
        types
    }

    fn read(
        link: &Endpoint,
        h: &mut Handshake,
        context: Context,
        types: &[ExtensionType],
    ) -> Result<(), Fatal> {
        let (block, place) = (block(types), Place::of(context));
        let collected = h.collect_extensions(link, &block, context, false)?;
        link.take_journal();
        h.parse_all_extensions(link, &collected, &block, place, false)?;
        h.parse_all_extensions(link, &collected, &block, place, false)
    }

    #[test]
    fn the_programs_order_counts_and_each_is_read_once() {
        let list = [custom(FIRST, None), custom(SECOND, Some(Side::Server))];
        let (link, mut h) = with(Side::Server, Some(TLS13), &list);
        let hello = Context::CLIENT_HELLO;
        assert_eq!(read(&link, &mut h, hello, &[SECOND, FIRST]), Ok(()));
        let notes = ["callback parse_custom 0", "callback parse_custom 1"];
        assert_eq!(link.take_journal(), notes);
    }

    #[test]
    fn extensions_of_the_program_are_shown_and_not_repeated() {
        let (link, mut h) = with(Side::Server, None, &[custom(FIRST, None)]);
        let hello = Context::CLIENT_HELLO;
        let found = h.collect_extensions(&link, &block(&[FIRST]), hello, false);
        assert!(found.is_ok());
        assert_eq!(link.take_journal(), ["extension ExtensionType(60001)"]);
        let twice = h.collect_extensions(&link, &block(&[FIRST, FIRST]), hello, false);
        assert_eq!(twice.map(|_| ()), Err(BAD_EXTENSION));
    }

    #[test]
    fn an_extension_stands_where_the_program_has_said() {
        let mut extension = custom(FIRST, None);
        extension.context = Context::CLIENT_HELLO.bits();
        let (link, mut h) = with(Side::Client, None, &[extension]);
        let answer = Context::ENCRYPTED_EXTENSIONS;
        assert_eq!(read(&link, &mut h, answer, &[FIRST]), Err(BAD_EXTENSION));
        extension.context |= Context::SERVER_HELLO_TLS12.bits();
        let (link, mut h) = with(Side::Client, None, &[extension]);
        let (block, context) = (block(&[FIRST]), Context::SERVER_HELLO);
        let found = h.collect_extensions(&link, &block, context, false).unwrap();
        let old = h.check_extensions(&found, Context::SERVER_HELLO_TLS12);
        assert_eq!(old, Ok(()));
        let new = h.check_extensions(&found, Context::SERVER_HELLO_TLS13);
        assert_eq!(new, Err(BAD_EXTENSION));
        h.refresh(&link);
        link.configure(|config| config.custom_extensions.clear());
        h.refresh(&link);
        let gone = h.check_extensions(&found, Context::SERVER_HELLO_TLS12);
        assert_eq!(gone, Err(BAD_EXTENSION));
    }

    #[test]
    fn an_extension_of_the_other_role_is_nobodys() {
        let list = [custom(FIRST, Some(Side::Client))];
        let (link, mut h) = with(Side::Server, Some(TLS12), &list);
        let hello = Context::CLIENT_HELLO;
        assert_eq!(read(&link, &mut h, hello, &[FIRST, FIRST]), Ok(()));
        assert!(link.take_journal().is_empty());
    }

    #[test]
    fn a_client_gets_what_it_sent() {
        let (link, mut h) = with(
            Side::Client,
            None,
            &[custom(FIRST, None), custom(SECOND, None)],
        );
        link.on.add_custom.set(|_| Ok(Some(vec![7])));
        let hello = Context::CLIENT_HELLO;
        assert_eq!(written(&link, &mut h, hello), [FIRST, SECOND]);
        let answer = Context::SERVER_HELLO_TLS12;
        assert_eq!(read(&link, &mut h, answer, &[FIRST]), Ok(()));
        assert_eq!(link.take_journal(), ["callback parse_custom 0"]);
        link.on.add_custom.set(|_| Ok(None));
        start(&mut h);
        assert!(written(&link, &mut h, hello).is_empty());
        for answer in [
            Context::SERVER_HELLO_TLS12,
            Context::SERVER_HELLO_TLS13,
            Context::ENCRYPTED_EXTENSIONS,
        ] {
            let expected = Fatal::new(alert::UNSUPPORTED_EXTENSION, Reason::BAD_EXTENSION);
            assert_eq!(read(&link, &mut h, answer, &[FIRST]), Err(expected));
        }
        for other in [Context::CERTIFICATE, Context::NEW_SESSION_TICKET] {
            assert_eq!(read(&link, &mut h, other, &[FIRST]), Ok(()));
        }
    }

    #[test]
    fn a_server_answers_what_it_got() {
        let list = [custom(FIRST, None), custom(SECOND, None)];
        let (link, mut h) = with(Side::Server, Some(TLS13), &list);
        link.on.add_custom.set(|_| Ok(Some(vec![7])));
        let answer = Context::ENCRYPTED_EXTENSIONS;
        assert!(written(&link, &mut h, answer).is_empty());
        assert_eq!(
            read(&link, &mut h, Context::CLIENT_HELLO, &[SECOND]),
            Ok(())
        );
        assert_eq!(written(&link, &mut h, answer), [SECOND]);
        assert_eq!(written(&link, &mut h, Context::CERTIFICATE), [SECOND]);
        // A question needs no question.
        let request = Context::CERTIFICATE_REQUEST;
        assert_eq!(written(&link, &mut h, request), [FIRST, SECOND]);
    }

    #[test]
    fn callbacks_may_be_absent() {
        let mut extension = custom(FIRST, None);
        extension.adds = false;
        extension.parses = false;
        let (link, mut h) = with(Side::Client, None, &[extension]);
        assert_eq!(written(&link, &mut h, Context::CLIENT_HELLO), [FIRST]);
        let answer = Context::SERVER_HELLO_TLS12;
        assert_eq!(read(&link, &mut h, answer, &[FIRST]), Ok(()));
        assert!(link.take_journal().is_empty());
        let request = Context::CERTIFICATE_REQUEST;
        assert_eq!(read(&link, &mut h, request, &[FIRST]), Ok(()));
        assert!(written(&link, &mut h, Context::CERTIFICATE).is_empty());
    }

    #[test]
    fn callbacks_may_fail() {
        let (link, mut h) = with(Side::Server, Some(TLS12), &[custom(FIRST, None)]);
        link.on.accepts.set(|_| false);
        let refused = read(&link, &mut h, Context::CLIENT_HELLO, &[FIRST]);
        let expected = Fatal::new(alert::ACCESS_DENIED, Reason::BAD_EXTENSION);
        assert_eq!(refused, Err(expected));
        let expected = Fatal::new(alert::ACCESS_DENIED, Reason::CALLBACK_FAILED);
        link.on.add_custom.set(|_| Err(alert::ACCESS_DENIED));
        let place = Place::of(Context::SERVER_HELLO_TLS12);
        let failed = construct(&mut h, &link, &mut Writer::new(), place, None);
        assert_eq!(failed, Err(expected));
    }

    #[test]
    fn an_extension_of_another_version_is_passed_over() {
        let mut extension = custom(FIRST, None);
        extension.context |= Context::union(&[OLD, Context::IGNORE_ON_RESUMPTION]).bits();
        let hello = Context::CLIENT_HELLO;
        for (version, resumes, is_read) in [
            (TLS12, false, true),
            (TLS12, true, false),
            (TLS13, false, false),
        ] {
            let (link, mut h) = with(Side::Server, Some(version), &[extension]);
            link.facts.hit.set(resumes);
            assert_eq!(read(&link, &mut h, hello, &[FIRST]), Ok(()));
            assert_eq!(!link.take_journal().is_empty(), is_read);
        }
    }
}
