//! A new session.

use crate::error::Fatal;
use crate::facts::Short;
use crate::link::Link;
use crate::machine::Handshake;

impl Handshake {
    /// `ssl_get_new_session`; `with_id`: the session gets an id now.
    pub(crate) fn make_session(&mut self, link: &dyn Link, with_id: bool) -> Result<(), Fatal> {
        let made = link.new_session(with_id);
        self.refresh(link);
        made?;
        let context = Short::new(&self.config.session_id_context).ok_or(Fatal::INTERNAL)?;
        let facts = link.facts();
        link.session(&mut |session| {
            session.version = facts.version.get();
            session.context = context;
            session.extended_master_secret = facts.extended_master_secret.get();
        });
        Ok(())
    }
}
