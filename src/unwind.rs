//! Catches our own panics, and nothing else that unwinds.
//!
//! Three kinds of unwinding can reach us from a callback of the application: a panic of this library, an
//! exception of another language, and the end of a thread (`pthread_cancel`, `pthread_exit`). Only the
//! first is ours. The others must pass through us, as they pass through C, and run our destructors.
//! `std::panic::catch_unwind` catches all three and then aborts the process, because it cannot handle the
//! foreign ones. So a small function in assembly stands between: its personality routine stops at our panics alone
//! and returns them as a value. [`catch`] raises that value again inside `catch_unwind`, so that std itself
//! disposes of it and keeps its count of panics right.

use std::any::Any;
use std::ffi::{c_int, c_void};
use std::panic::{catch_unwind, AssertUnwindSafe};

use crate::error::reason::Reason;
use crate::sys::err;

#[cfg(not(target_arch = "x86_64"))]
compile_error!("src/unwind.rs has to learn this processor: its call frame and its registers");

/// Runs `body`; `Err` holds the payload of its panic.
pub fn catch<T>(body: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
    let mut call = Call {
        body: Some(body),
        result: None,
    };
    // SAFETY: `run` gets the call it is made for, which outlives it.
    let panic = unsafe { libssl_rs_call(run_of(&call), (&raw mut call).cast()) };
    if let Some(result) = call.result {
        return Ok(result);
    }
    // SAFETY: an exception of this library's std, with no other owner.
    let raised = catch_unwind(AssertUnwindSafe(|| unsafe {
        _Unwind_RaiseException(panic)
    }));
    // It returns only if nothing catches the panic, and `catch` always does.
    Err(raised.err().unwrap_or_else(|| std::process::abort()))
}

/// Makes panics of this library report their place and text on the error queue only: descriptor 2 may
/// be one of the program's files.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let payload = panic.payload();
        let text = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        let place = panic.location().map(ToString::to_string);
        err::raise_data(
            Reason::ERR_R_INTERNAL_ERROR,
            &format!(
                "panic at {}: {}",
                place.unwrap_or_default(),
                text.unwrap_or_default()
            ),
        );
    }));
}

/// A closure, and what it returned.
struct Call<T, F> {
    body: Option<F>,
    result: Option<T>,
}

type Run = unsafe extern "C-unwind" fn(*mut c_void);

/// The function that runs such a call.
fn run_of<T, F: FnOnce() -> T>(_: &Call<T, F>) -> Run {
    unsafe extern "C-unwind" fn run<T, F: FnOnce() -> T>(call: *mut c_void) {
        // SAFETY: `catch` passes its own call, and does not use it meanwhile.
        let call = unsafe { &mut *call.cast::<Call<T, F>>() };
        call.result = call.body.take().map(|body| body());
    }
    run::<T, F>
}

/// `_Unwind_Exception`, as far as the ABI fixes it.
#[repr(C)]
struct Exception {
    class: u64,
    cleanup: *const c_void,
}

extern "C-unwind" {
    /// Calls `run(call)`. Returns NULL, or the panic that ended it.
    fn libssl_rs_call(run: Run, call: *mut c_void) -> *mut Exception;
    fn _Unwind_RaiseException(exception: *mut Exception) -> c_int;
}

extern "C" {
    /// The point where `libssl_rs_call` continues after a panic.
    static libssl_rs_caught: u8;
    fn _Unwind_SetGR(context: *mut c_void, register: c_int, value: usize);
    fn _Unwind_SetIP(context: *mut c_void, address: usize);
}

// Both ways out of the call meet at its end: with RAX as NULL, or as the personality routine set it.
core::arch::global_asm!(
    ".pushsection .text.libssl_rs_call, \"ax\", @progbits",
    ".hidden libssl_rs_call",
    ".globl libssl_rs_call",
    ".type libssl_rs_call, @function",
    "libssl_rs_call:",
    ".cfi_startproc",
    // Relative to the program counter, four bytes signed.
    ".cfi_personality 0x1b, {personality}",
    "sub rsp, 8",
    ".cfi_adjust_cfa_offset 8",
    "mov rax, rdi",
    "mov rdi, rsi",
    "call rax",
    "xor eax, eax",
    ".hidden libssl_rs_caught",
    ".globl libssl_rs_caught",
    "libssl_rs_caught:",
    "add rsp, 8",
    ".cfi_adjust_cfa_offset -8",
    "ret",
    ".cfi_endproc",
    ".size libssl_rs_call, . - libssl_rs_call",
    ".popsection",
    personality = sym personality,
);

const UA_SEARCH_PHASE: c_int = 1;
const UA_HANDLER_FRAME: c_int = 4;
const URC_FATAL_PHASE1_ERROR: c_int = 3;
const URC_HANDLER_FOUND: c_int = 6;
const URC_INSTALL_CONTEXT: c_int = 7;
const URC_CONTINUE_UNWIND: c_int = 8;
/// DWARF's number of RAX.
const RAX: c_int = 0;

/// The personality routine of `libssl_rs_call` (Itanium C++ ABI, chapter 1.6). In the search phase it
/// tells the unwinder whether the exception ends in this frame; in the second phase, where to go on.
unsafe extern "C" fn personality(
    version: c_int,
    actions: c_int,
    class: u64,
    exception: *mut Exception,
    context: *mut c_void,
) -> c_int {
    if version != 1 {
        return URC_FATAL_PHASE1_ERROR;
    }
    if actions & UA_SEARCH_PHASE != 0 {
        // SAFETY: the unwinder passes a live exception.
        return match is_rust(class) && unsafe { is_ours((*exception).cleanup) } {
            true => URC_HANDLER_FOUND,
            false => URC_CONTINUE_UNWIND,
        };
    }
    // Forced unwinding never names a handler.
    if actions & UA_HANDLER_FRAME == 0 {
        return URC_CONTINUE_UNWIND;
    }
    // SAFETY: the context is that of a call in `libssl_rs_call`, whose end expects RAX and nothing else.
    unsafe {
        _Unwind_SetGR(context, RAX, exception as usize);
        _Unwind_SetIP(context, (&raw const libssl_rs_caught) as usize);
    }
    URC_INSTALL_CONTEXT
}

/// Whether this is the exception class of Rust's panics, in the byte order of older or newer versions.
fn is_rust(class: u64) -> bool {
    const RUST: [u8; 8] = *b"MOZ\0RUST";
    class.to_be_bytes() == RUST || class.to_le_bytes() == RUST
}

/// Whether an exception with this cleanup function was raised by the std in this library. A program or
/// another library in Rust has a std of its own, whose panics are foreign here. The cleanup function of
/// a std is in the file that it is linked into.
fn is_ours(cleanup: *const c_void) -> bool {
    file_of(cleanup).is_some_and(|file| Some(file) == file_of(is_ours as *const c_void))
}

/// The address at which the file of an address was loaded.
fn file_of(address: *const c_void) -> Option<usize> {
    let mut info = std::mem::MaybeUninit::<libc::Dl_info>::uninit();
    // SAFETY: dladdr takes any address, and fills the structure if it returns another value than 0.
    unsafe {
        let found = libc::dladdr(address, info.as_mut_ptr()) != 0;
        found.then(|| info.assume_init().dli_fbase as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    fn text(payload: &(dyn Any + Send)) -> &str {
        payload.downcast_ref::<&str>().copied().unwrap_or("")
    }

    #[test]
    fn a_value_is_returned() {
        assert_eq!(catch(|| [7_u64; 20]).ok(), Some([7; 20]));
        assert!(catch(|| ()).is_ok());
    }

    #[test]
    fn a_panic_is_caught_and_counted_down() {
        for _ in 0..1000 {
            let caught = catch(|| -> i32 { panic!("on purpose") }).unwrap_err();
            assert_eq!(text(&*caught), "on purpose");
            assert!(!std::thread::panicking());
        }
    }

    #[test]
    fn what_the_closure_owns_is_dropped_innermost_first() {
        struct Drops<'a>(&'a RefCell<Vec<u8>>, u8);
        impl Drop for Drops<'_> {
            fn drop(&mut self) {
                self.0.borrow_mut().push(self.1);
            }
        }
        let order = RefCell::default();
        let owned = Drops(&order, 3);
        let caught = catch(|| {
            let _owned = owned;
            let _outer = Drops(&order, 2);
            let _inner = Drops(&order, 1);
            panic!("on purpose")
        });
        let _: Box<dyn Any + Send> = caught.map(|()| "returned").unwrap_err();
        assert_eq!(*order.borrow(), [1, 2, 3]);
    }

    #[test]
    fn panics_nest() {
        let caught = catch(|| -> () {
            let inner = catch(|| -> () { panic!("inner") }).unwrap_err();
            assert_eq!(text(&*inner), "inner");
            panic!("outer")
        });
        assert_eq!(text(&*caught.unwrap_err()), "outer");
        assert!(!std::thread::panicking());
    }

    #[test]
    fn a_destructor_may_catch_a_panic_of_its_own_while_another_unwinds() {
        struct Catches<'a>(&'a RefCell<String>);
        impl Drop for Catches<'_> {
            fn drop(&mut self) {
                let caught = catch(|| -> () { panic!("second") }).unwrap_err();
                self.0.borrow_mut().push_str(text(&*caught));
            }
        }
        let seen = RefCell::default();
        let caught = catch(|| -> () {
            let _catches = Catches(&seen);
            panic!("first")
        });
        assert_eq!(text(&*caught.unwrap_err()), "first");
        assert_eq!(*seen.borrow(), "second");
        assert!(!std::thread::panicking());
    }
}
