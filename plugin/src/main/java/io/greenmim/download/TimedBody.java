package io.greenmim.download;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The body of an answer, read on the calling thread; a server that falls silent is an error. */
final class TimedBody implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {

  private static final Object END = new Object();

  private final Duration timeout;
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private Flow.Subscription subscription;
  private Iterator<ByteBuffer> pieces = Collections.emptyIterator();

  private TimedBody(Duration timeout) {
    this.timeout = timeout;
  }

  static TimedBody of(Flow.Publisher<List<ByteBuffer>> publisher, Duration timeout)
      throws IOException {
    TimedBody body = new TimedBody(timeout);
    publisher.subscribe(body);
    body.subscription = (Flow.Subscription) body.await();
    return body;
  }

  /** Returns the next bytes, or null at the end. */
  ByteBuffer next() throws IOException {
    while (!pieces.hasNext()) {
      subscription.request(1);
      Object event = await();
      if (event == END) {
        return null;
      }
      List<ByteBuffer> buffers = new ArrayList<>();
      for (Object item : (List<?>) event) {
        buffers.add((ByteBuffer) item);
      }
      pieces = buffers.iterator();
    }
    return pieces.next();
  }

  private Object await() throws IOException {
    Object event;
    try {
      event = events.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    if (event == null) {
      throw new HttpTimeoutException("no bytes within the time");
    }
    if (event instanceof Throwable failure) {
      throw new IOException(failure.getMessage(), failure);
    }
    return event;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    events.add(given);
  }

  @Override
  public void onNext(List<ByteBuffer> item) {
    events.add(item);
  }

  @Override
  public void onError(Throwable failure) {
    events.add(failure);
  }

  @Override
  public void onComplete() {
    events.add(END);
  }

  /** Ends the transfer. */
  @Override
  public void close() {
    subscription.cancel();
  }
}
