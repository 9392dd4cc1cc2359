// Runs a command and writes what it cost to a file: wall, user and system seconds, peak memory in KiB, exit status.
//
//     cost REPORT COMMAND [ARGUMENT...]
//
// A program of its own because the kernel counts the memory a process had before exec: started by Python directly, a
// command never seems to need less than Python does. The command's own children count as far as it waited for them.

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec / 1e6; }

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: cost REPORT COMMAND [ARGUMENT...]\n");
        return 64;
    }
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    pid_t child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    int status;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
        perror("cost");
        return 71;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    double wall = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
#ifdef __APPLE__
    long peak = usage.ru_maxrss / 1024;  // bytes there, KiB elsewhere
#else
    long peak = usage.ru_maxrss;
#endif
    FILE *report = fopen(argv[1], "w");
    if (!report) {
        perror(argv[1]);
        return 73;
    }
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    fprintf(report, "%f %f %f %ld %d\n", wall, seconds(usage.ru_utime), seconds(usage.ru_stime), peak, code);
    return fclose(report) == 0 ? 0 : 74;
}
