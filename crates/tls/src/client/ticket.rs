//! NewSessionTicket.

use crate::error::{Fatal, Reason};
use crate::extension::Context;
use crate::facts::Short;
use crate::link::Link;
use crate::machine::table::After;
use crate::machine::Handshake;
use crate::message::new_session_ticket::{Legacy, NewSessionTicket};
use crate::registry::alert;
use crate::schedule::Hash;

/// `tls_process_new_session_ticket`
pub(crate) fn receive(h: &mut Handshake, link: &dyn Link, body: &[u8]) -> Result<After, Fatal> {
    match h.is_tls13(link) {
        true => receive_tls13(h, link, body),
        false => receive_tls12(h, link, body),
    }
}

/// Up to TLS 1.2. A server may change its mind, and send no ticket.
fn receive_tls12(h: &mut Handshake, link: &dyn Link, body: &[u8]) -> Result<After, Fatal> {
    let message = Legacy::read(body)?;
    if message.ticket.is_empty() {
        return Ok(After::Read);
    }
    let mut has_id = false;
    link.session(&mut |session| has_id = !session.id.is_empty());
    if has_id {
        link.forget_session();
        link.copy_session()?;
    }
    keep(link, message.ticket, message.lifetime_hint, 0);
    name(h, link, message.ticket)?;
    Ok(After::Read)
}

/// In TLS 1.3 the session may have been given out already, and is not changed.
fn receive_tls13(h: &mut Handshake, link: &dyn Link, body: &[u8]) -> Result<After, Fatal> {
    let message = NewSessionTicket::read(body)?;
    link.copy_session()?;
    keep(link, message.ticket, message.lifetime, message.age_add);
    h.receive_extensions(
        link,
        message.extensions.bytes(),
        Context::NEW_SESSION_TICKET,
    )?;
    name(h, link, message.ticket)?;
    let key = h.resumption_psk(link, message.nonce)?;
    link.session(&mut |session| session.secret = key.as_ref().to_vec().into());
    link.ticket_received();
    h.refresh(link);
    Ok(After::Turn)
}

fn keep(link: &dyn Link, ticket: &[u8], lifetime: u32, age_add: u32) {
    let now = link.now();
    link.session(&mut |session| {
        session.time = now;
        session.ticket = Some(ticket.into());
        session.ticket_lifetime = lifetime;
        session.ticket_age_add = age_add;
    });
}

/// The session has the hash of its ticket as id. A server that resumes it sends the id back.
fn name(h: &Handshake, link: &dyn Link, ticket: &[u8]) -> Result<(), Fatal> {
    let failed = Fatal::new(alert::INTERNAL_ERROR, Reason::ERR_R_EVP_LIB);
    let id = Hash::SHA256.by(&h.config.library).digest(ticket);
    let id = Short::new(id.map_err(|_| failed)?.as_ref()).ok_or(failed)?;
    link.session(&mut |session| {
        session.id = id;
        session.not_resumable = false;
    });
    Ok(())
}
