/* Overflows an int: UndefinedBehaviorSanitizer must end the program. */
#include <limits.h>

int main(int argc, char **argv) {
    volatile int number = INT_MAX;

    (void)argv;
    number += argc;
    return number == 0;
}
