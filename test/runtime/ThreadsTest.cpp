//===- ThreadsTest.cpp - The pool of threads ------------------------------===//

#include "threads.h"
#include "TestSupport.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

using namespace toroid::test;

namespace {

struct Pool {
  explicit Pool(int32_t threads) {
    EXPECT_EQ(toroid_pool_create(threads, &pool, nullptr), TOROID_OK);
  }
  ~Pool() { toroid_pool_destroy(pool); }
  Pool(const Pool &) = delete;
  Pool &operator=(const Pool &) = delete;

  toroid_pool *pool = nullptr;
};

/// Counts, without atomics, how often each index was met: two threads on one
/// index are a race that ThreadSanitizer sees.
struct Counts {
  explicit Counts(int64_t count) : values(static_cast<size_t>(count)) {}
  static void body(void *env, int64_t begin, int64_t end) {
    auto *self = static_cast<Counts *>(env);
    for (int64_t i = begin; i < end; ++i)
      ++self->values[static_cast<size_t>(i)];
  }
  bool allAre(int times) const {
    for (int value : values)
      if (value != times)
        return false;
    return true;
  }
  std::vector<int> values;
};

} // namespace

TEST(Threads, CoversEveryRangeOnce) {
  for (int32_t threads : {1, 2, 3, 7}) {
    Pool pool(threads);
    EXPECT_EQ(toroid_pool_threads(pool.pool), threads);
    for (int64_t count : {0, 1, 2, 3, 6, 7, 8, 63, 64, 1000}) {
      Counts counts(count);
      toroid_pool_parallel_for(pool.pool, count, Counts::body, &counts);
      EXPECT_TRUE(counts.allAre(1)) << threads << " threads, " << count;
    }
  }
}

TEST(Threads, NothingForNegativeCounts) {
  Pool pool(2);
  Counts counts(1);
  toroid_pool_parallel_for(pool.pool, -5, Counts::body, &counts);
  EXPECT_TRUE(counts.allAre(0));
}

TEST(Threads, ManyLoops) {
  // What one loop wrote the next reads, on whatever thread.
  for (int32_t threads : {2, 4}) {
    Pool pool(threads);
    Counts counts(37);
    for (int loop = 0; loop < 5000; ++loop)
      toroid_pool_parallel_for(pool.pool, 37, Counts::body, &counts);
    EXPECT_TRUE(counts.allAre(5000));
  }
}

TEST(Threads, WakeAfterSleep) {
  Pool pool(3);
  Counts counts(100);
  for (int loop = 0; loop < 20; ++loop) {
    toroid_pool_parallel_for(pool.pool, 100, Counts::body, &counts);
    // Far longer than they spin.
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
  }
  EXPECT_TRUE(counts.allAre(20));
}

TEST(Threads, SeveralTakePart) {
  Pool pool(2);
  // Each of the two bodies waits for the other, so both threads must be in.
  std::atomic<int> arrived = 0;
  toroid_pool_parallel_for(
      pool.pool, 2,
      [](void *env, int64_t begin, int64_t end) {
        auto *count = static_cast<std::atomic<int> *>(env);
        count->fetch_add(static_cast<int>(end - begin));
        while (count->load() < 2)
          std::this_thread::yield();
      },
      &arrived);
  EXPECT_EQ(arrived.load(), 2);
}

TEST(Threads, IdleThreadsTakeFromBusyOnes) {
  Pool pool(2);
  // Whoever gets index 0 stays there until all the others are done, which are
  // in its own share too.
  std::atomic<int> done = 0;
  toroid_pool_parallel_for(
      pool.pool, 8,
      [](void *env, int64_t begin, int64_t end) {
        auto *count = static_cast<std::atomic<int> *>(env);
        if (begin == 0) {
          EXPECT_EQ(end, 1);
          while (count->load() < 7)
            std::this_thread::yield();
        }
        count->fetch_add(static_cast<int>(end - begin));
      },
      &done);
  EXPECT_EQ(done.load(), 8);
}

TEST(Threads, NestedLoopsRunInPlace) {
  struct Env {
    toroid_pool *pool;
    std::atomic<int> total = 0;
  } env;
  Pool pool(2);
  env.pool = pool.pool;
  toroid_pool_parallel_for(
      pool.pool, 10,
      [](void *e, int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i)
          toroid_pool_parallel_for(
              static_cast<Env *>(e)->pool, 5,
              [](void *inner, int64_t b, int64_t e) {
                static_cast<Env *>(inner)->total += static_cast<int>(e - b);
              },
              e);
      },
      &env);
  EXPECT_EQ(env.total.load(), 50);
}

TEST(Threads, PoolsComeAndGo) {
  for (int i = 0; i < 50; ++i) {
    Pool pool(3);
    if (i % 2) {
      Counts counts(3);
      toroid_pool_parallel_for(pool.pool, 3, Counts::body, &counts);
      EXPECT_TRUE(counts.allAre(1));
    }
  }
}

TEST(Threads, RefusesAbsurdNumbers) {
  toroid_pool *pool;
  toroid_error error;
  for (int32_t threads : {-1, 1025, INT32_MAX, INT32_MIN}) {
    EXPECT_EQ(toroid_pool_create(threads, &pool, &error), TOROID_BAD_ARGUMENT);
    EXPECT_EQ(pool, nullptr);
    EXPECT_PRED2(contains, error.message, "choose 1 to 1024");
  }
  ASSERT_EQ(toroid_pool_create(0, &pool, &error), TOROID_OK);
  EXPECT_GE(toroid_pool_threads(pool), 1);
  toroid_pool_destroy(pool);
  toroid_pool_destroy(nullptr);
}
