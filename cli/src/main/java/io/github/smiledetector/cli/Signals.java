package io.github.smiledetector.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Hears of the signals that a process gets. Java has no supported way to do so: this uses {@code
 * sun.misc.Signal} of the module {@code jdk.unsupported}, by reflection, as compilers warn of it.
 */
final class Signals {
  private Signals() {}

  /**
   * Hears of signals from now on, where the system and the way java was started let it.
   *
   * @param names such as {@code TERM}
   * @param listener is told a signal's number, on a thread of its own
   * @return what makes everything as it was
   */
  static List<Runnable> hear(List<String> names, IntConsumer listener) {
    List<Runnable> forget = new ArrayList<>();
    for (String name : names) {
      try {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Method handle = signalType.getMethod("handle", signalType, handlerType);
        Object signal = signalType.getConstructor(String.class).newInstance(name);
        int number = (int) signalType.getMethod("getNumber").invoke(signal);
        Object handler =
            Proxy.newProxyInstance(
                Signals.class.getClassLoader(),
                new Class<?>[] {handlerType},
                (proxy, method, arguments) -> {
                  listener.accept(number);
                  return null;
                });
        Object before = handle.invoke(null, signal, handler);
        forget.add(() -> restore(handle, signal, before));
      } catch (ReflectiveOperationException e) {
        // There is no such signal here, or java was told to leave signals alone (-Xrs): whoever
        // sends one ends the process at once.
      }
    }
    return forget;
  }

  private static void restore(Method handle, Object signal, Object before) {
    try {
      handle.invoke(null, signal, before);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("what could be set can be set back", e);
    }
  }
}
