//! BIOs and their methods.

use libc::{c_char, c_int, c_long, c_void, size_t, FILE};

use super::{BIO, BIO_METHOD};

/// `BIO_ADDR`, which only datagrams need.
pub enum BIO_ADDR {}

/// What `BIO_callback_ctrl` sets.
pub type BioInfoCallback = Option<unsafe extern "C-unwind" fn(*mut BIO, c_int, c_int) -> c_int>;

type BioRead = unsafe extern "C-unwind" fn(*mut BIO, *mut c_char, size_t, *mut size_t) -> c_int;
type BioWrite = unsafe extern "C-unwind" fn(*mut BIO, *const c_char, size_t, *mut size_t) -> c_int;
type BioPuts = unsafe extern "C-unwind" fn(*mut BIO, *const c_char) -> c_int;
type BioCtrl = unsafe extern "C-unwind" fn(*mut BIO, c_int, c_long, *mut c_void) -> c_long;
type BioCallbackCtrl = unsafe extern "C-unwind" fn(*mut BIO, c_int, BioInfoCallback) -> c_long;
type BioLife = unsafe extern "C-unwind" fn(*mut BIO) -> c_int;

extern "C-unwind" {
    pub fn BIO_callback_ctrl(bio: *mut BIO, command: c_int, callback: BioInfoCallback) -> c_long;
    pub fn BIO_clear_flags(b: *mut BIO, flags: c_int);
    pub fn BIO_copy_next_retry(b: *mut BIO);
    pub fn BIO_ctrl(b: *mut BIO, cmd: c_int, larg: c_long, parg: *mut c_void) -> c_long;
    pub fn BIO_dump_indent(
        bio: *mut BIO,
        bytes: *const c_void,
        length: c_int,
        indent: c_int,
    ) -> c_int;
    pub fn BIO_f_buffer() -> *const BIO_METHOD;
    pub fn BIO_find_type(bio: *mut BIO, bio_type: c_int) -> *mut BIO;
    pub fn BIO_free(bio: *mut BIO) -> c_int;
    pub fn BIO_free_all(b: *mut BIO);
    pub fn BIO_get_callback(bio: *const BIO) -> Option<unsafe extern "C-unwind" fn()>;
    pub fn BIO_get_callback_ex(bio: *const BIO) -> Option<unsafe extern "C-unwind" fn()>;
    pub fn BIO_get_data(a: *mut BIO) -> *mut c_void;
    pub fn BIO_get_init(b: *mut BIO) -> c_int;
    pub fn BIO_get_retry_reason(bio: *mut BIO) -> c_int;
    pub fn BIO_get_shutdown(b: *mut BIO) -> c_int;
    pub fn BIO_int_ctrl(bio: *mut BIO, cmd: c_int, larg: c_long, iarg: c_int) -> c_long;
    pub fn BIO_meth_new(type_: c_int, name: *const c_char) -> *mut BIO_METHOD;
    pub fn BIO_meth_set_callback_ctrl(
        method: *mut BIO_METHOD,
        ctrl: Option<BioCallbackCtrl>,
    ) -> c_int;
    pub fn BIO_meth_set_create(method: *mut BIO_METHOD, create: Option<BioLife>) -> c_int;
    pub fn BIO_meth_set_ctrl(method: *mut BIO_METHOD, ctrl: Option<BioCtrl>) -> c_int;
    pub fn BIO_meth_set_destroy(method: *mut BIO_METHOD, destroy: Option<BioLife>) -> c_int;
    pub fn BIO_meth_set_puts(method: *mut BIO_METHOD, puts: Option<BioPuts>) -> c_int;
    pub fn BIO_meth_set_read_ex(method: *mut BIO_METHOD, read: Option<BioRead>) -> c_int;
    pub fn BIO_meth_set_write_ex(method: *mut BIO_METHOD, write: Option<BioWrite>) -> c_int;
    pub fn BIO_method_name(bio: *const BIO) -> *const c_char;
    pub fn BIO_method_type(bio: *const BIO) -> c_int;
    pub fn BIO_new(type_: *const BIO_METHOD) -> *mut BIO;
    pub fn BIO_new_fp(stream: *mut FILE, close_flag: c_int) -> *mut BIO;
    pub fn BIO_next(bio: *mut BIO) -> *mut BIO;
    pub fn BIO_push(b: *mut BIO, append: *mut BIO) -> *mut BIO;
    pub fn BIO_read(b: *mut BIO, buf: *mut c_void, len: c_int) -> c_int;
    pub fn BIO_s_connect() -> *const BIO_METHOD;
    pub fn BIO_s_file() -> *const BIO_METHOD;
    pub fn BIO_s_socket() -> *const BIO_METHOD;
    pub fn BIO_set_data(a: *mut BIO, data: *mut c_void);
    pub fn BIO_set_flags(b: *mut BIO, flags: c_int);
    pub fn BIO_set_init(b: *mut BIO, init: c_int);
    pub fn BIO_set_next(b: *mut BIO, next: *mut BIO);
    pub fn BIO_set_retry_reason(bio: *mut BIO, reason: c_int);
    pub fn BIO_set_shutdown(b: *mut BIO, shut: c_int);
    pub fn BIO_test_flags(bio: *const BIO, flags: c_int) -> c_int;
    pub fn BIO_up_ref(bio: *mut BIO) -> c_int;
    pub fn BIO_write(b: *mut BIO, buf: *const c_void, len: c_int) -> c_int;
}
