package io.greenmim.train.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class OrderedWorkTest {

  @Test
  void resultsComeInTheOrderOfTheWork() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    try (OrderedWork<Integer> work = OrderedWork.of(2)) {
      work.give(
          () -> {
            second.await();
            return 1;
          });
      work.give(
          () -> {
            second.countDown();
            return 2;
          });
      assertFalse(work.isFull());
      work.give(() -> 3);
      assertTrue(work.isFull());
      List<Integer> taken = new ArrayList<>();
      while (!work.isEmpty()) {
        taken.add(work.take());
      }
      assertEquals(List.of(1, 2, 3), taken);
    }
  }

  @Test
  void onePieceAtATimeIsDoneByWhoeverGivesIt() throws Exception {
    try (OrderedWork<Thread> work = OrderedWork.of(1)) {
      work.give(Thread::currentThread);
      assertTrue(work.isFull());
      assertSame(Thread.currentThread(), work.take());
    }
    try (OrderedWork<Thread> work = OrderedWork.of(2)) {
      work.give(Thread::currentThread);
      assertNotSame(Thread.currentThread(), work.take());
    }
  }

  @Test
  void failuresAreThoseOfTheWork() {
    for (int atOnce = 1; atOnce <= 2; atOnce++) {
      try (OrderedWork<Void> work = OrderedWork.of(atOnce)) {
        for (Exception failure : List.of(new IOException("a"), new IllegalArgumentException("b"))) {
          work.give(
              () -> {
                throw failure;
              });
          assertSame(failure, assertThrows(failure.getClass(), work::take));
        }
        Exception other = new Exception("c");
        work.give(
            () -> {
              throw other;
            });
        assertSame(other, assertThrows(ExecutionException.class, work::take).getCause());
      }
    }
  }

  @Test
  void endsWhenNothingIsAtWork() throws Exception {
    AtomicBoolean atWork = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(1);
    try (OrderedWork<Void> work = OrderedWork.of(2)) {
      work.give(
          () -> {
            atWork.set(true);
            begun.countDown();
            try {
              new CountDownLatch(1).await();
            } finally {
              atWork.set(false);
            }
            return null;
          });
      begun.await();
    }
    assertFalse(atWork.get());
  }
}
