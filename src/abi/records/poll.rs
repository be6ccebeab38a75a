//! Waiting for the transport (SSL_poll(3), SSL_handle_events(3), SSL_get_event_timeout(3),
//! SSL_get_rpoll_descriptor(3)).
//!
//! These functions are for QUIC objects, which have timers and sockets of their own. TLS objects have neither;
//! the program itself waits for its transport.

use libc::{c_int, c_long, c_void, size_t, timeval};

use crate::abi::{entry, null, SSL};
use crate::connection::state::Want;
use crate::error::reason::Reason;
use crate::sys::bio::Bio;
use crate::sys::sleep::sleep;
use crate::sys::{err, ffi};

/// Something to wait for: `BIO_POLL_DESCRIPTOR` of `<openssl/bio.h>` since 3.2.
#[repr(C)]
pub struct BIO_POLL_DESCRIPTOR {
    /// `BIO_POLL_DESCRIPTOR_TYPE_*`.
    kind: u32,
    value: DescriptorValue,
}

#[repr(C)]
#[derive(Clone, Copy)]
union DescriptorValue {
    fd: c_int,
    custom: *mut c_void,
    ssl: *mut SSL,
}

/// One thing that `SSL_poll` waits for.
#[repr(C)]
pub struct SSL_POLL_ITEM {
    desc: BIO_POLL_DESCRIPTOR,
    events: u64,
    revents: u64,
}

/// `BIO_POLL_DESCRIPTOR_TYPE_SOCK_FD`, `BIO_POLL_DESCRIPTOR_TYPE_SSL`.
const SOCKET: u32 = 1;
const OBJECT: u32 = 2;
/// `SSL_POLL_EVENT_F`: waiting for the item failed.
const FAILURE: u64 = 1;

/// `BIO_CTRL_GET_RPOLL_DESCRIPTOR`, `BIO_CTRL_GET_WPOLL_DESCRIPTOR`.
const GET_READ_DESCRIPTOR: c_int = 91;
const GET_WRITE_DESCRIPTOR: c_int = 92;

/// Seconds that OpenSSL stores if no timer is set.
const NO_TIMER: libc::time_t = 1_000_000;

/// Handles events that are due, such as timers; TLS objects have none. Returns 1. See
/// SSL_handle_events(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_handle_events(_s: *mut SSL) -> c_int {
    1
}

/// The time until `SSL_handle_events` has something to do: never for TLS objects. `*tv` gets a
/// million seconds and `*is_infinite` 1. Returns 1. See SSL_get_event_timeout(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get_event_timeout(
    _s: *mut SSL,
    tv: *mut timeval,
    is_infinite: *mut c_int,
) -> c_int {
    // SAFETY: each place is NULL or writable.
    let (tv, is_infinite) = unsafe { (tv.as_mut(), is_infinite.as_mut()) };
    let (Some(tv), Some(is_infinite)) = (tv, is_infinite) else {
        return null(FUNCTION, 0);
    };
    (tv.tv_sec, tv.tv_usec) = (NO_TIMER, 0);
    *is_infinite = 1;
    1
}

/// The descriptor to wait for until more can be read. Returns 1 and stores it in `*desc` if the BIO
/// has one; otherwise 0. Socket BIOs have one since libcrypto 3.2. See SSL_get_rpoll_descriptor(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get_rpoll_descriptor(
    s: *mut SSL,
    desc: *mut BIO_POLL_DESCRIPTOR,
) -> c_int {
    // SAFETY: `desc` is writable.
    unsafe {
        let ask = |bio: &Bio| descriptor(bio, GET_READ_DESCRIPTOR, desc);
        s.with_reader(ask).unwrap_or(0)
    }
}

/// As `SSL_get_rpoll_descriptor`, until more can be written. See SSL_get_wpoll_descriptor(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get_wpoll_descriptor(
    s: *mut SSL,
    desc: *mut BIO_POLL_DESCRIPTOR,
) -> c_int {
    // SAFETY: `desc` is writable.
    unsafe {
        let ask = |bio: &Bio| descriptor(bio, GET_WRITE_DESCRIPTOR, desc);
        s.with_writer(ask).unwrap_or(0)
    }
}

/// Asks a BIO for its descriptor.
///
/// # Safety
/// `desc` is writable.
unsafe fn descriptor(bio: &Bio, command: c_int, desc: *mut BIO_POLL_DESCRIPTOR) -> c_int {
    // SAFETY: the BIO is live; one that does not know the command returns 0.
    unsafe { c_int::from(ffi::BIO_ctrl(bio.as_ptr(), command, 0 as c_long, desc.cast()) > 0) }
}

/// Whether the last operation waits until the transport can be read, like `SSL_want_read`. See
/// SSL_net_read_desired(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_net_read_desired(s: *mut SSL) -> c_int {
    c_int::from(s.state.want() as c_int == Want::Reading as c_int)
}

/// Whether the last operation waits until the transport can be written, like `SSL_want_write`. See
/// SSL_net_write_desired(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_net_write_desired(s: *mut SSL) -> c_int {
    c_int::from(s.state.want() as c_int == Want::Writing as c_int)
}

/// Waits for events of QUIC objects. Objects here are not QUIC objects.
///
/// `items` are `num_items` of `SSL_POLL_ITEM`, each `stride` bytes after the one before. Without
/// items it sleeps for `timeout`, unless that is NULL, and returns 1. Items without an object have
/// no events. The first other item fails: its `revents` is `SSL_POLL_EVENT_F`, later items get no
/// events, 0 is returned, and the queue has `SSL_R_POLL_REQUEST_NOT_SUPPORTED`. `*result_count`,
/// unless NULL, gets the number of items with events. See SSL_poll(3).
#[entry(since = "3.3.0")]
pub unsafe extern "C-unwind" fn SSL_poll(
    items: *mut SSL_POLL_ITEM,
    num_items: size_t,
    stride: size_t,
    timeout: *const timeval,
    _flags: u64,
    result_count: *mut size_t,
) -> c_int {
    // SAFETY: the caller has `num_items` items at this stride; `timeout` and `result_count` are NULL or valid.
    unsafe {
        let failed = poll(items, num_items, stride);
        crate::abi::store(result_count, usize::from(failed));
        if !failed {
            if let Some(timeout) = timeout.as_ref() {
                sleep(milliseconds(timeout));
            }
        }
        c_int::from(!failed)
    }
}

/// OpenSSL sleeps whole milliseconds.
fn milliseconds(time: &timeval) -> u64 {
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    let rest = u64::try_from(time.tv_usec / 1000).unwrap_or(0);
    seconds.saturating_mul(1000).saturating_add(rest)
}

/// Processes the items; returns whether one failed.
///
/// # Safety
/// There are `num_items` items at this stride.
unsafe fn poll(items: *mut SSL_POLL_ITEM, num_items: size_t, stride: size_t) -> bool {
    let mut failed = false;
    for i in 0..num_items {
        // SAFETY: this is one of the caller's items, which no other thread uses meanwhile.
        let item = unsafe { &mut *items.byte_add(i * stride) };
        item.revents = 0;
        if failed {
            continue;
        }
        let why = match item.desc.kind {
            // SAFETY: the item's type determines the union's member.
            OBJECT if unsafe { item.desc.value.ssl }.is_null() => continue,
            OBJECT => "SSL_poll currently only supports QUIC SSL objects".to_string(),
            SOCKET => "SSL_poll currently does not support polling sockets".to_string(),
            kind => {
                format!("SSL_poll does not support unknown poll descriptor type {kind}")
            }
        };
        err::raise_data(Reason::POLL_REQUEST_NOT_SUPPORTED, &why);
        item.revents = FAILURE;
        failed = true;
    }
    failed
}
