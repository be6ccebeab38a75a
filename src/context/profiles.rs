//! What may be negotiated, derived from the settings once and shared by all connections.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::ciphers::Ciphers;
use super::version::Enabled;
use super::Settings;
use crate::handshake::Profile;

/// The profiles of the last few settings.
#[derive(Default)]
pub struct Profiles(Mutex<Vec<Kept>>);

/// A profile, and the settings and all else that it was made for.
type Kept = (Weak<Settings>, Key, Arc<Profile>);

/// What a profile depends on besides the settings.
pub struct Key {
    pub ciphers: Arc<Ciphers>,
    pub enabled: Enabled,
    pub server: bool,
}

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        Arc::ptr_eq(&self.ciphers, &other.ciphers)
            && self.enabled == other.enabled
            && self.server == other.server
    }
}

/// Settings that are in use at the same time: a context's own, and some connections'.
const LIMIT: usize = 8;

impl Profiles {
    /// The profile of these settings, made with `make` if it is not there.
    pub fn get(
        &self,
        settings: &Arc<Settings>,
        key: Key,
        make: impl FnOnce() -> Profile,
    ) -> Arc<Profile> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|(owner, of, _)| {
            // A live Weak keeps the address from being used again.
            std::ptr::eq(owner.as_ptr(), Arc::as_ptr(settings)) && *of == key
        });
        if let Some((_, _, profile)) = found {
            return profile.clone();
        }
        let profile = Arc::new(make());
        if kept.len() == LIMIT {
            kept.remove(0);
        }
        kept.push((Arc::downgrade(settings), key, profile.clone()));
        profile
    }
}
