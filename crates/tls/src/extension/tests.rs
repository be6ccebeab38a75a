//! Short ways from a test to the functions of one extension.

use std::rc::Rc;
use std::sync::Arc;

use crate::choose::SecurityOp;
use crate::codec::{Reader, Writer};
use crate::config::{Config, CustomExtension};
use crate::error::Fatal;
use crate::extension::table::{Context, Place, Row, Sent, TABLE};
use crate::extension::Name;
use crate::facts::Short;
use crate::link::NameAnswer;
use crate::machine::{Handshake, Side};
use crate::registry::extension::ExtensionType;
use crate::registry::version::{ProtocolVersion, TLS12, TLS13};
use crate::session::Resumable;
use crate::tests::endpoint::Endpoint;

/// A connection with an empty session and empty settings, and a handshake of the version, or of none yet.
pub fn connection(side: Side, version: Option<ProtocolVersion>) -> (Endpoint, Handshake) {
    let link = Endpoint::new(side);
    link.config.replace(Arc::new(Config::default()));
    link.session.replace(Some(Rc::default()));
    link.forbid(None);
    let mut handshake = Handshake::new(side, &link);
    if let Some(version) = version {
        link.facts.version.set(version);
        handshake.fixed_version = Some(version);
    }
    (link, handshake)
}

/// A server of TLS 1.2.
pub fn server() -> (Endpoint, Handshake) {
    connection(Side::Server, Some(TLS12))
}

/// A client of TLS 1.2.
pub fn client() -> (Endpoint, Handshake) {
    connection(Side::Client, Some(TLS12))
}

/// An extension of the program's that may stand anywhere.
pub fn custom(extension_type: ExtensionType, role: Option<Side>) -> CustomExtension {
    let flags = [
        Context::TLS_ONLY,
        Context::DTLS_ONLY,
        Context::TLS_IMPLEMENTATION_ONLY,
        Context::SSL3_ALLOWED,
        Context::TLS12_AND_BELOW_ONLY,
        Context::TLS13_ONLY,
        Context::IGNORE_ON_RESUMPTION,
    ];
    CustomExtension {
        extension_type,
        context: u32::from(u16::MAX >> 1) & !Context::union(&flags).bits(),
        role,
        adds: true,
        parses: true,
    }
}

/// The row of an extension.
fn row(name: Name) -> &'static Row {
    &TABLE[name.index()]
}

/// The hello of the side's version, or the message that answers it.
fn context(h: &Handshake, reads: bool) -> Context {
    match (h.side == Side::Server) == reads {
        true => Context::CLIENT_HELLO,
        false if h.fixed_version == Some(TLS13) => Context::ENCRYPTED_EXTENSIONS,
        false => Context::SERVER_HELLO_TLS12,
    }
}

impl Endpoint {
    /// Makes ready for an extension of the peer's hello.
    pub fn prepare(&self, h: &mut Handshake, name: Name) {
        let start = row(name).start.expect("no start");
        start(h, self, context(h, true)).unwrap();
    }

    /// Reads an extension of the peer's hello.
    pub fn parse(&self, h: &mut Handshake, name: Name, content: &[u8]) -> Result<(), Fatal> {
        self.parse_in(h, name, content, Place::of(context(h, true)))
    }

    /// Reads an extension of another message.
    pub fn parse_in(
        &self,
        h: &mut Handshake,
        name: Name,
        content: &[u8],
        place: Place,
    ) -> Result<(), Fatal> {
        h.refresh(self);
        let parse = match h.side {
            Side::Server => row(name).from_client,
            Side::Client => row(name).from_server,
        };
        parse.expect("no parser")(h, self, content, place)
    }

    /// The content of an extension in our hello; `None` if it is left out.
    pub fn construct(&self, h: &mut Handshake, name: Name) -> Result<Option<Vec<u8>>, Fatal> {
        self.construct_in(h, name, Place::of(context(h, false)))
    }

    /// The content of an extension in another message.
    pub fn construct_in(
        &self,
        h: &mut Handshake,
        name: Name,
        place: Place,
    ) -> Result<Option<Vec<u8>>, Fatal> {
        h.refresh(self);
        let construct = match h.side {
            Side::Server => row(name).to_client,
            Side::Client => row(name).to_server,
        };
        let mut writer = Writer::new();
        let sent = construct.expect("no constructor")(h, self, &mut writer, place)?;
        let bytes = writer.finish().unwrap();
        if sent == Sent::No {
            assert!(bytes.is_empty());
            return Ok(None);
        }
        let mut reader = Reader::new(&bytes);
        assert_eq!(reader.u16(), Ok(row(name).extension_type.0));
        Ok(Some(reader.only_vec16().unwrap().to_vec()))
    }

    /// Draws the conclusions after the peer's hello.
    pub fn conclude(&self, h: &mut Handshake, name: Name, received: bool) -> Result<(), Fatal> {
        h.refresh(self);
        let end = row(name).end.expect("no end");
        end(h, self, context(h, true), received)
    }

    /// Both sides have sent a Finished: this is a later handshake.
    pub fn finish(&self, own: &[u8], peer: &[u8]) {
        self.facts.finished.set(Short::new(own).unwrap());
        self.facts.peer_finished.set(Short::new(peer).unwrap());
    }

    /// Changes the session.
    pub fn change(&self, change: impl FnOnce(&mut Resumable)) {
        let session = self.session.borrow();
        change(&mut session.as_ref().unwrap().borrow_mut().data);
    }

    /// The security level allows everything but this.
    pub fn forbid(&self, operation: Option<SecurityOp>) {
        self.on.allows.replace(Rc::new(move |question| {
            Some(question.operation) != operation
        }));
    }

    /// What the name callback answers.
    pub fn answer_name(&self, answer: NameAnswer) {
        self.on.server_name.set(move |_| answer);
    }
}
