//! KeyUpdate.

use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::link::{Direction, Link};
use crate::machine::table::{After, Built, Flow};
use crate::machine::Handshake;
use crate::message::key_update;
use crate::registry::alert;
use crate::registry::field::{UPDATE_NOT_REQUESTED, UPDATE_REQUESTED};

/// Our next key is used: the message went out under the old one.
pub(crate) fn sent(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    h.update_key(link, Direction::Write)?;
    Ok(Flow::Next)
}

/// `tls_construct_key_update`
pub(crate) fn build(h: &mut Handshake, _: &dyn Link, w: &mut Writer) -> Result<Built, Fatal> {
    let request = match h.key_update.take() {
        Some(true) => UPDATE_REQUESTED,
        _ => UPDATE_NOT_REQUESTED,
    };
    key_update::write(w, request);
    Ok(Built::Send)
}

/// `tls_process_key_update`. Our answer does not ask for another one, even if we were about to ask.
pub(crate) fn receive(h: &mut Handshake, link: &dyn Link, body: &[u8]) -> Result<After, Fatal> {
    check_boundary(h, link)?;
    if key_update::read(body)? == UPDATE_REQUESTED {
        h.key_update = Some(false);
    }
    h.update_key(link, Direction::Read)?;
    Ok(After::Turn)
}

/// In TLS 1.3 a message after which keys change ends its record.
pub(crate) fn check_boundary(h: &Handshake, link: &dyn Link) -> Result<(), Fatal> {
    match h.at_boundary(link) {
        true => Ok(()),
        false => Err(Fatal::new(
            alert::UNEXPECTED_MESSAGE,
            Reason::NOT_ON_RECORD_BOUNDARY,
        )),
    }
}
