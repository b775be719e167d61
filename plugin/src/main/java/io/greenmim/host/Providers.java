package io.greenmim.host;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** What jars bring under {@code META-INF/services}. */
public final class Providers {

  private Providers() {}

  /**
   * Finds the providers of a service, beside its own class and where the calling thread sees them:
   * a thread of an application server may not see our jar, nor we those of the application.
   *
   * @param <T> type of the service
   * @param service its class
   * @return one provider of each name of a class
   */
  public static <T> List<T> of(Class<T> service) {
    Map<String, T> found = new LinkedHashMap<>();
    ServiceLoader.load(service, service.getClassLoader())
        .forEach(one -> found.put(one.getClass().getName(), one));
    ServiceLoader.load(service).forEach(one -> found.putIfAbsent(one.getClass().getName(), one));
    return List.copyOf(found.values());
  }
}
