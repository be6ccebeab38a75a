/* The end of threads and processes: handlers and destructors that still use connections. */
#include "harness.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

/* In a child process: the pair that its handlers use, and where they say how it went. */
static struct pair *used;
static int report = -1;
/* Whether the destructors of this program have something to do. */
static int destructor_due;

static void say(const char *what, int result) {
    dprintf(report, "%s=%d ", what, result);
}

static void use_established(void) {
    char buffer[16];

    say("write", SSL_write(used->subject, "ping", 4));
    say("read", SSL_read(used->peer, buffer, sizeof(buffer)));
    say("shutdown", SSL_shutdown(used->subject));
    say("closed", SSL_get_error(used->peer, SSL_read(used->peer, buffer, sizeof(buffer))));
}

static void use_all(void) {
    struct pair second = pair_beside(used);
    SSL_SESSION *session;

    use_established();
    pair_open(&second, MEMORY);
    say("handshake", pair_handshake(&second));
    session = SSL_get1_session(used->client);
    SSL_shutdown(second.client);
    pair_close(&second);
    pair_open(&second, MEMORY);
    say("offered", SSL_set_session(second.client, session));
    say("handshake", pair_handshake(&second));
    say("resumed", SSL_session_reused(second.client));
    SSL_SESSION_free(session);
    pair_close(&second);
}

static void free_all(void) {
    pair_destroy(used);
    say("freed", 1);
}

static void on_exit_use_all(void) {
    use_all();
    free_all();
}

__attribute__((destructor)) static void at_the_end(void) {
    if (destructor_due) {
        use_established();
        free_all();
    }
}

/* Runs `run` in a child and has what it says compared. */
static void expect(struct pair *pair, void (*run)(void), const char *expected) {
    int fds[2], status;
    char said[1024] = "";
    size_t length = 0;
    ssize_t n;
    pid_t child;

    assert_int_equal(pipe(fds), 0);
    child = fork();
    if (child == 0) {
        alarm(20);
        used = pair;
        report = fds[1];
        close(fds[0]);
        freopen("/dev/null", "w", stdout);
        run();
        exit(0);
    }
    close(fds[1]);
    while ((n = read(fds[0], said + length, sizeof(said) - 1 - length)) > 0)
        length += (size_t)n;
    close(fds[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_string_equal(said, expected);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

#define ESTABLISHED "write=4 read=4 shutdown=0 closed=6 "
#define ALL ESTABLISHED "handshake=1 offered=1 handshake=1 resumed=1 "

static void connect_resumable(struct pair *pair) {
    char byte;

    resumption_prepare(pair);
    pair_connect(pair, MEMORY);
    SSL_read(pair->client, &byte, 1); /* the ticket */
    ERR_clear_error();
}

static void run_atexit(void) {
    atexit(on_exit_use_all);
}

static void handlers_of_atexit_use_connections(void **state) {
    struct pair *pair = *state;

    connect_resumable(pair);
    expect(pair, run_atexit, ALL "freed=1 ");
}

static void on_key(void *value) {
    (void)value;
    use_all();
}

static void *run_key_thread(void *argument) {
    struct pair other = pair_beside(used);
    pthread_key_t key;

    (void)argument;
    pthread_key_create(&key, on_key);
    pthread_setspecific(key, "value");
    /* So that the library has whatever it keeps for a thread. */
    pair_connect(&other, MEMORY);
    pair_exchange(other.client, other.server, "data");
    pair_close(&other);
    return NULL;
}

static void run_key(void) {
    pthread_t thread;

    pthread_create(&thread, NULL, run_key_thread, NULL);
    pthread_join(thread, NULL);
    free_all();
}

static void destructors_of_a_threads_data_use_connections(void **state) {
    struct pair *pair = *state;

    connect_resumable(pair);
    expect(pair, run_key, ALL "freed=1 ");
}

static void run_destructor(void) {
    destructor_due = 1;
}

/* libcrypto has cleaned up by then: what is established goes on, and is freed. */
static void destructors_of_a_program_use_connections(void **state) {
    struct pair *pair = *state;

    connect_resumable(pair);
    expect(pair, run_destructor, ESTABLISHED "freed=1 ");
}

static void run_cleanup(void) {
    OPENSSL_cleanup();
    SSL_shutdown(used->subject);
    free_all();
}

static void objects_are_freed_after_cleanup(void **state) {
    struct pair *pair = *state;

    connect_resumable(pair);
    expect(pair, run_cleanup, "freed=1 ");
}

static void *run_reader(void *ssl) {
    char byte;

    SSL_read(ssl, &byte, 1);
    return NULL;
}

static void on_exit_beside_a_reader(void) {
    struct pair second = pair_beside(used);

    pair_open(&second, MEMORY);
    say("handshake", pair_handshake(&second));
    pair_close(&second);
}

static void run_exit_beside_a_reader(void) {
    pthread_t thread;

    atexit(on_exit_beside_a_reader);
    pthread_create(&thread, NULL, run_reader, used->subject);
    usleep(100000);
}

/* Another thread is inside, and stays there. */
static void a_process_ends_while_a_thread_reads(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, SOCKETPAIR_BLOCKING);
    expect(pair, run_exit_beside_a_reader, "handshake=1 ");
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(handlers_of_atexit_use_connections),
    CASE_ALL(destructors_of_a_threads_data_use_connections),
    CASE_ALL(destructors_of_a_program_use_connections),
    CASE_ALL(objects_are_freed_after_cleanup),
    CASE_VERSIONS(a_process_ends_while_a_thread_reads),
};

CASES_MAIN(cases)
