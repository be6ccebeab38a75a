//! Sessions of clients that were written as DER.
//!
//! The handshake engine does not give a client's state away as bytes. The DER form holds a random
//! name for it instead, under which this process finds the state again: many programs copy a
//! session by writing and reading it. Elsewhere the name means nothing, and the connection does a
//! full handshake.

use std::collections::{HashMap, VecDeque};
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

use crate::handshake::ClientSession;
use crate::sys::cipher::random;

/// How many states are kept; the oldest goes first.
const MAX_EXPORTS: usize = 1024;

type Name = [u8; 16];

#[derive(Default)]
struct Exports {
    states: HashMap<Name, ClientSession>,
    order: VecDeque<Name>,
}

static EXPORTS: LazyLock<Mutex<Exports>> = LazyLock::new(Mutex::default);

/// A client's state, and its name once it has one.
#[derive(Clone)]
pub struct Exportable {
    pub state: ClientSession,
    name: OnceLock<Name>,
}

impl Exportable {
    pub fn new(state: ClientSession) -> Exportable {
        Exportable {
            state,
            name: OnceLock::new(),
        }
    }

    /// Keeps the state and says under which name; `None` when there is no randomness.
    pub fn keep(&self) -> Option<Name> {
        let name = match self.name.get() {
            Some(name) => *name,
            None => {
                let mut name = Name::default();
                if !random(&mut name) {
                    return None;
                }
                *self.name.get_or_init(|| name)
            }
        };
        let mut exports = EXPORTS.lock().unwrap_or_else(PoisonError::into_inner);
        if !exports.states.contains_key(&name) {
            if exports.order.len() == MAX_EXPORTS {
                let oldest = exports.order.pop_front();
                oldest.and_then(|oldest| exports.states.remove(&oldest));
            }
            exports.order.push_back(name);
            exports.states.insert(name, self.state.clone());
        }
        Some(name)
    }
}

/// The state that was kept under this name by this process.
pub fn find(name: &[u8]) -> Option<Exportable> {
    let name = Name::try_from(name).ok()?;
    let exports = EXPORTS.lock().unwrap_or_else(PoisonError::into_inner);
    Some(Exportable {
        state: exports.states.get(&name)?.clone(),
        name: OnceLock::from(name),
    })
}
