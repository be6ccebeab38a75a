//! The shapes of the tables: what a state is, and how one leads to another.

use std::ffi::CStr;

use super::Handshake;
use crate::codec::Writer;
use crate::error::Fatal;
use crate::link::Link;
use crate::registry::message::HandshakeType;
use crate::registry::state::HandshakeState;

/// A question to the handshake on which a transition depends. The files of `conditions` name them all.
pub(crate) type Condition = fn(&Handshake, &dyn Link) -> bool;

/// Something that happens together with a transition.
pub(crate) type Effect = fn(&mut Handshake, &dyn Link) -> Result<(), Fatal>;

/// A piece of a state's work. One that waits is called again when the handshake goes on.
pub(crate) type Step = fn(&mut Handshake, &dyn Link) -> Result<Flow, Fatal>;

/// Reads a message's body.
pub(crate) type Process = fn(&mut Handshake, &dyn Link, &[u8]) -> Result<After, Fatal>;

/// Writes a message's body.
pub(crate) type Build = fn(&mut Handshake, &dyn Link, &mut Writer) -> Result<Built, Fatal>;

/// What follows a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flow {
    /// The next step of the list.
    Next,
    /// This step once more, when the application calls again.
    Wait(Why),
    /// The next step, once all that was sent has reached the transport.
    Flush,
    /// No step any more: we stop reading and write (`WORK_FINISHED_STOP` after a message).
    Turn,
    /// No step any more: the handshake is over (`WORK_FINISHED_STOP` before a message).
    Over,
}

/// Which callback wants to be asked again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// `SSL_ERROR_WANT_CLIENT_HELLO_CB`
    ClientHello,
    /// `SSL_ERROR_WANT_X509_LOOKUP`
    X509Lookup,
    /// `SSL_ERROR_WANT_RETRY_VERIFY`
    RetryVerify,
}

/// What follows a message's body (`MSG_PROCESS_RETURN`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum After {
    /// The next message.
    Read,
    /// The state's work.
    Work,
    /// We write.
    Turn,
}

/// Whether there is a message to send.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Built {
    Send,
    /// The message is left out.
    Skip,
}

/// What a message is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Message {
    Handshake(HandshakeType),
    ChangeCipherSpec,
}

/// How long a message may be, in bytes without its header.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Limit {
    Bytes(usize),
    /// `SSL_CTX_set_max_cert_list`
    CertificateList,
    /// One number up to TLS 1.2, another in TLS 1.3.
    ByVersion {
        old: usize,
        tls13: usize,
    },
}

/// A state in which a message has come.
pub(crate) struct Reads {
    pub limit: Limit,
    pub process: Process,
    /// Runs after the body, if [`Process`] says so; then the next message is read, unless a step turns.
    pub work: &'static [Step],
}

/// A state in which a message goes out.
pub(crate) struct Writes {
    pub before: &'static [Step],
    /// `None`: nothing is sent in this state.
    pub message: Option<(Message, Build)>,
    pub after: &'static [Step],
}

/// A state with OpenSSL's names and what is done there.
pub(crate) struct State {
    pub id: HandshakeState,
    /// `SSL_state_string`
    pub short: &'static CStr,
    /// `SSL_state_string_long`
    pub long: &'static CStr,
    pub reads: Option<Reads>,
    pub writes: Option<Writes>,
}

/// One way on from a state when a message has come.
pub(crate) struct ReadRow {
    pub from: HandshakeState,
    pub message: Message,
    pub when: Condition,
    pub to: HandshakeState,
    pub effect: Option<Effect>,
}

/// Where writing leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum To {
    State(HandshakeState),
    /// We turn to reading (`WRITE_TRAN_FINISHED`).
    Read,
}

/// One way on from a state when we write. The first row whose condition holds is taken.
pub(crate) struct WriteRow {
    pub from: HandshakeState,
    pub when: Condition,
    pub to: To,
    pub effect: Option<Effect>,
}

/// A row for a handshake message.
pub(super) const fn read_row(
    from: HandshakeState,
    message: HandshakeType,
    when: Condition,
    to: HandshakeState,
) -> ReadRow {
    ReadRow {
        from,
        message: Message::Handshake(message),
        when,
        to,
        effect: None,
    }
}

/// A row for ChangeCipherSpec.
pub(super) const fn change_row(
    from: HandshakeState,
    when: Condition,
    to: HandshakeState,
) -> ReadRow {
    ReadRow {
        from,
        message: Message::ChangeCipherSpec,
        when,
        to,
        effect: None,
    }
}

/// A row that leads to a message of ours.
pub(super) const fn write_row(
    from: HandshakeState,
    when: Condition,
    to: HandshakeState,
) -> WriteRow {
    WriteRow {
        from,
        when,
        to: To::State(to),
        effect: None,
    }
}

/// A row that leads to reading.
pub(super) const fn turn_row(from: HandshakeState, when: Condition) -> WriteRow {
    WriteRow {
        from,
        when,
        to: To::Read,
        effect: None,
    }
}
