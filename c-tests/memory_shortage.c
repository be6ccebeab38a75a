/* Failures of malloc: they give an error or success, but never end the process. Each case runs
 * in children, in which one of libssl's allocations fails, or all later ones too. Under valgrind
 * and AddressSanitizer, which have a malloc of their own, no allocation fails. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <valgrind/valgrind.h>

#include "harness.h"

#if defined(__SANITIZE_ADDRESS__)
#define INTERPOSES 0 /* the sanitizer's malloc is the one that counts */
#else
#define INTERPOSES 1
#endif

/* libssl's code lies here. */
static uintptr_t code_start, code_end;
/* Allocations of libssl's so far; the first that fails, -1 for none; whether all after it fail. */
static long allocations, first_failure;
static int all_fail, armed;

/* The allocation that is being made is to fail. */
static int fails(void) {
    long index;

    if (!armed)
        return 0;
    index = allocations++;
    return first_failure >= 0 && (all_fail ? index >= first_failure : index == first_failure);
}

/* OpenSSL allocates through libcrypto, which tells the source file. */
static int from_libssl(const char *file) {
    return file && strstr(file, "ssl/") != NULL;
}

static void *crypto_malloc(size_t size, const char *file, int line) {
    (void)line;
    return from_libssl(file) && fails() ? NULL : malloc(size);
}

static void *crypto_realloc(void *block, size_t size, const char *file, int line) {
    (void)line;
    if (size == 0) {
        free(block);
        return NULL;
    }
    return from_libssl(file) && fails() ? NULL : realloc(block, size);
}

static void crypto_free(void *block, const char *file, int line) {
    (void)file;
    (void)line;
    free(block);
}

__attribute__((constructor)) static void hook_libcrypto(void) {
    CRYPTO_set_mem_functions(crypto_malloc, crypto_realloc, crypto_free);
}

#if INTERPOSES
/* Another libssl calls malloc itself. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static int fails_for(const void *caller) {
    uintptr_t at = (uintptr_t)caller;

    return at >= code_start && at < code_end && fails();
}

void *malloc(size_t size) {
    return fails_for(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    return fails_for(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
    return fails_for(__builtin_return_address(0)) ? NULL : __libc_realloc(block, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    *block = fails_for(__builtin_return_address(0)) ? NULL : __libc_memalign(alignment, size);
    return *block ? 0 : 12; /* ENOMEM */
}
#endif

static int note_code(struct dl_phdr_info *info, size_t size, void *data) {
    (void)size;
    (void)data;
    if (!strstr(info->dlpi_name, "libssl.so"))
        return 0;
    code_start = info->dlpi_addr;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        uintptr_t end = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr + info->dlpi_phdr[i].p_memsz;

        if (info->dlpi_phdr[i].p_type == PT_LOAD && end > code_end)
            code_end = end;
    }
    return 1;
}

/* A connection from beginning to end, and a context. */
static void live_and_die(struct pair *pair) {
    SSL *client = SSL_new(pair->client_ctx), *server = SSL_new(pair->server_ctx);
    BIO *forth = BIO_new(BIO_s_mem()), *back = BIO_new(BIO_s_mem());
    SSL_CTX *another;
    char byte;

    if (client && server && forth && back) {
        BIO_set_mem_eof_return(forth, -1);
        BIO_set_mem_eof_return(back, -1);
        BIO_up_ref(forth);
        BIO_up_ref(back);
        SSL_set_bio(client, back, forth);
        SSL_set_bio(server, forth, back);
        SSL_set_connect_state(client);
        SSL_set_accept_state(server);
        for (int i = 0; i < 6; i++) {
            SSL_do_handshake(client);
            SSL_do_handshake(server);
        }
        SSL_write(client, "x", 1);
        SSL_read(server, &byte, 1);
        SSL_shutdown(client);
        SSL_shutdown(server);
    }
    SSL_free(client);
    SSL_free(server);
    another = SSL_CTX_new(TLS_method());
    if (another)
        SSL_CTX_set_cipher_list(another, "HIGH");
    SSL_CTX_free(another);
}

/* Does it in a child, with the allocation `index` failing. Returns the allocations made. */
static long in_a_child(struct pair *pair, long index, int all) {
    int ends[2], status;
    long made = 0;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGSEGV, SIG_DFL); /* Not cmocka's, which would go on with the next case. */
        alarm(20);
        first_failure = index;
        all_fail = all;
        armed = 1;
        live_and_die(pair);
        armed = 0;
        made = allocations;
        _exit(write(ends[1], &made, sizeof(made)) != sizeof(made));
    }
    close(ends[1]);
    if (read(ends[0], &made, sizeof(made)) != sizeof(made))
        made = 0;
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("allocation %ld%s fails: the process ends, status %#x", index,
                 all ? " and all behind it" : "", status);
    return made;
}

/* Every allocation fails in its turn; with `all`, all behind it as well. */
static void survive(struct pair *pair, int all, long step) {
    long count;

    dl_iterate_phdr(note_code, NULL);
    assert_true(code_end > code_start);
    count = in_a_child(pair, -1, 0);
    assert_true(count > 20 || !INTERPOSES || RUNNING_ON_VALGRIND);
    for (long index = 0; index < count; index += step)
        in_a_child(pair, index, all);
}

static void one_allocation_may_fail(void **state) {
    survive(*state, 0, 3);
}

static void all_allocations_may_fail(void **state) {
    survive(*state, 1, 7);
}

/* Lengths that nobody has memory for. */
static void a_length_without_bounds_is_an_error(void **state) {
    struct pair *pair = *state;
    unsigned char out[8];
    SSL_SESSION *session;

    pair_connect(pair, MEMORY);
    if (SSL_version(pair->subject) == TLS1_3_VERSION) {
        assert_int_equal(
            SSL_export_keying_material(pair->subject, out, (size_t)1 << 46, "x", 1, NULL, 0, 0), 0);
        assert_int_equal(
            SSL_export_keying_material(pair->subject, out, SIZE_MAX, "x", 1, NULL, 0, 0), 0);
    }
    session = SSL_get1_session(pair->subject);
    assert_int_equal(SSL_SESSION_set1_alpn_selected(session, out, (size_t)1 << 46), 0);
    assert_int_equal(SSL_SESSION_set1_alpn_selected(session, out, SIZE_MAX), 0);
    assert_int_equal(SSL_SESSION_set1_ticket_appdata(session, out, (size_t)1 << 46), 0);
    assert_int_equal(SSL_SESSION_set1_ticket_appdata(session, out, 0x7fffffff), 0);
    SSL_SESSION_free(session);
    pair_exchange(pair->subject, pair->peer, "still alive");
}

static void a_read_buffer_without_bounds_fails_the_handshake(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_default_read_buffer_len(pair->subject_ctx, (size_t)1 << 46);
    pair_open(pair, MEMORY);
    assert_int_equal(pair_handshake(pair), 0);
    SSL_CTX_set_default_read_buffer_len(pair->subject_ctx, SIZE_MAX);
    pair_close(pair);
    pair_open(pair, MEMORY);
    assert_int_equal(pair_handshake(pair), 0);
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(one_allocation_may_fail),
    CASE_VERSIONS(all_allocations_may_fail),
    CASE_VERSIONS(a_length_without_bounds_is_an_error),
    CASE_ALL(a_read_buffer_without_bounds_fails_the_handshake),
};

CASES_MAIN(cases)
