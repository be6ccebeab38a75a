//! BIOs: the transport. The application's own objects, shared by reference count.

use std::mem::ManuallyDrop;
use std::ptr::NonNull;
use std::sync::OnceLock;

use libc::{c_int, c_long, c_void};

use super::ffi::{self, BIO};

pub const FLAGS_READ: c_int = 0x01;
pub const FLAGS_WRITE: c_int = 0x02;
pub const FLAGS_IO_SPECIAL: c_int = 0x04;
const FLAGS_RWS: c_int = FLAGS_READ | FLAGS_WRITE | FLAGS_IO_SPECIAL;
pub const FLAGS_SHOULD_RETRY: c_int = 0x08;

/// `BIO_RR_CONNECT` and `BIO_RR_ACCEPT`: why a BIO asked for a special retry.
pub const RETRY_CONNECT: c_int = 2;
pub const RETRY_ACCEPT: c_int = 3;

/// `BIO_TYPE_SSL`, a filter.
pub const TYPE_SSL: c_int = 7 | 0x0200;
const TYPE_DESCRIPTOR: c_int = 0x0100;
const TYPE_SOCKET: c_int = 5 | 0x0400 | TYPE_DESCRIPTOR;
/// `BIO_C_SET_SSL`
pub const C_SET_SSL: c_int = 109;
const C_SET_FD: c_int = 104;
const C_GET_FD: c_int = 105;
const NOCLOSE: c_long = 0;

const CTRL_EOF: c_int = 2;
const CTRL_FLUSH: c_int = 11;

/// One counted reference to a BIO chain.
#[derive(Debug)]
pub struct Bio(NonNull<BIO>);

/// The address of the name of libcrypto's socket method; `None` if memory is out.
fn socket_name() -> Option<usize> {
    static NAME: OnceLock<usize> = OnceLock::new();
    if let Some(name) = NAME.get() {
        return Some(*name);
    }
    // SAFETY: a new BIO, owned by the value; the name is its method's, which is static.
    let name = unsafe {
        let bio = Bio::from_owned(ffi::BIO_new(ffi::BIO_s_socket()))?;
        ffi::BIO_method_name(bio.as_ptr()) as usize
    };
    Some(*NAME.get_or_init(|| name))
}

impl Bio {
    /// Takes over one reference of the caller's; `None` for NULL.
    ///
    /// # Safety
    /// `bio` is NULL or a live BIO of which the caller gives one reference away.
    pub unsafe fn from_owned(bio: *mut BIO) -> Option<Bio> {
        NonNull::new(bio).map(Bio)
    }

    pub fn as_ptr(&self) -> *mut BIO {
        self.0.as_ptr()
    }

    /// The same BIO, without a reference of its own.
    ///
    /// # Safety
    /// The BIO outlives the result.
    pub unsafe fn uncounted(&self) -> ManuallyDrop<Bio> {
        ManuallyDrop::new(Bio(self.0))
    }

    /// A new BIO of a socket, which stays open when the BIO is freed; `None` when memory is out.
    pub fn socket(fd: c_int) -> Option<Bio> {
        // SAFETY: a new BIO, owned by the value; the control takes the descriptor by value.
        unsafe {
            let bio = Bio::from_owned(ffi::BIO_new(ffi::BIO_s_socket()))?;
            ffi::BIO_int_ctrl(bio.as_ptr(), C_SET_FD, NOCLOSE, fd);
            Some(bio)
        }
    }

    /// Whether this is a socket BIO of just this descriptor.
    pub fn is_socket(&self, fd: c_int) -> bool {
        // SAFETY: the BIO is live; the control gives the descriptor as its value.
        unsafe {
            ffi::BIO_method_type(self.as_ptr()) == TYPE_SOCKET
                && ffi::BIO_ctrl(self.as_ptr(), C_GET_FD, 0, std::ptr::null_mut())
                    == c_long::from(fd)
        }
    }

    /// Whether this is libcrypto's socket BIO without callbacks, so that only the kernel sees what is
    /// written. The type alone does not tell: an application's method may have the same.
    pub fn is_bare_socket(&self) -> bool {
        // SAFETY: the BIO is live.
        unsafe {
            ffi::BIO_method_type(self.as_ptr()) == TYPE_SOCKET
                && Some(ffi::BIO_method_name(self.as_ptr()) as usize) == socket_name()
                && ffi::BIO_get_callback_ex(self.as_ptr()).is_none()
                && ffi::BIO_get_callback(self.as_ptr()).is_none()
        }
    }

    /// The descriptor of the first BIO in the chain that has one.
    pub fn descriptor(&self) -> Option<c_int> {
        let mut fd = -1;
        // SAFETY: the BIO is live; the control writes an int.
        unsafe {
            let bio = ffi::BIO_find_type(self.as_ptr(), TYPE_DESCRIPTOR);
            if bio.is_null() {
                return None;
            }
            ffi::BIO_ctrl(bio, C_GET_FD, 0, (&raw mut fd).cast());
        }
        Some(fd)
    }

    /// Reads up to `buffer.len()` bytes. `Err` holds `BIO_read`'s own value (0 or negative).
    pub fn read(&self, buffer: &mut [u8]) -> Result<usize, c_int> {
        let length = c_int::try_from(buffer.len()).unwrap_or(c_int::MAX);
        // SAFETY: the buffer is writable for `length` bytes and the BIO is live.
        let n = unsafe { ffi::BIO_read(self.as_ptr(), buffer.as_mut_ptr().cast(), length) };
        match usize::try_from(n) {
            // A BIO may return more than the buffer holds: a memory BIO returns any value it was set to.
            Ok(read @ 1..) => Ok(read.min(buffer.len())),
            _ => Err(n),
        }
    }

    /// Writes up to `bytes.len()` bytes. `Err` holds `BIO_write`'s own value (0 or negative).
    pub fn write(&self, bytes: &[u8]) -> Result<usize, c_int> {
        // SAFETY: the bytes are readable for this length.
        unsafe { self.write_raw(bytes.as_ptr(), bytes.len()) }
    }

    /// As [`Bio::write`].
    ///
    /// # Safety
    /// `start` is readable for `length` bytes as long as the call lasts.
    pub unsafe fn write_raw(&self, start: *const u8, length: usize) -> Result<usize, c_int> {
        let asked = c_int::try_from(length).unwrap_or(c_int::MAX);
        // SAFETY: readable, by this function's contract, and the BIO is live.
        let n = unsafe { ffi::BIO_write(self.as_ptr(), start.cast(), asked) };
        match usize::try_from(n) {
            // As above.
            Ok(taken @ 1..) => Ok(taken.min(length)),
            _ => Err(n),
        }
    }

    /// `BIO_flush`: its own return value.
    pub fn flush(&self) -> c_long {
        self.ctrl(CTRL_FLUSH)
    }

    /// `BIO_eof`: the source has said that nothing more will come.
    pub fn at_eof(&self) -> bool {
        self.ctrl(CTRL_EOF) != 0
    }

    fn ctrl(&self, command: c_int) -> c_long {
        // SAFETY: the BIO is live; these commands take no argument.
        unsafe { ffi::BIO_ctrl(self.as_ptr(), command, 0, std::ptr::null_mut::<c_void>()) }
    }

    fn flags(&self, mask: c_int) -> bool {
        // SAFETY: the BIO is live.
        unsafe { ffi::BIO_test_flags(self.as_ptr(), mask) != 0 }
    }

    pub fn should_retry(&self) -> bool {
        self.flags(FLAGS_SHOULD_RETRY)
    }

    pub fn should_read(&self) -> bool {
        self.flags(FLAGS_READ)
    }

    pub fn should_write(&self) -> bool {
        self.flags(FLAGS_WRITE)
    }

    pub fn should_io_special(&self) -> bool {
        self.flags(FLAGS_IO_SPECIAL)
    }

    /// `BIO_RR_*` of a special retry.
    pub fn retry_reason(&self) -> c_int {
        // SAFETY: the BIO is live.
        unsafe { ffi::BIO_get_retry_reason(self.as_ptr()) }
    }

    pub fn clear_retry(&self) {
        // SAFETY: the BIO is live.
        unsafe { ffi::BIO_clear_flags(self.as_ptr(), FLAGS_RWS | FLAGS_SHOULD_RETRY) }
    }

    /// Makes the BIO ask its caller to try reading again (`BIO_set_retry_read`).
    pub fn set_retry_read(&self) {
        // SAFETY: the BIO is live.
        unsafe { ffi::BIO_set_flags(self.as_ptr(), FLAGS_READ | FLAGS_SHOULD_RETRY) }
    }
}

impl Clone for Bio {
    fn clone(&self) -> Bio {
        // SAFETY: the BIO is live; the new value owns the new reference.
        unsafe { ffi::BIO_up_ref(self.as_ptr()) };
        Bio(self.0)
    }
}

impl Drop for Bio {
    fn drop(&mut self) {
        // SAFETY: the reference is ours; the whole chain goes when it was the last, as with OpenSSL.
        unsafe { ffi::BIO_free_all(self.as_ptr()) }
    }
}
