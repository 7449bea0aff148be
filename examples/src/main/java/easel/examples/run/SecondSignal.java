package easel.examples.run;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Ends the process at the second Ctrl-C or SIGTERM. The JVM ignores signals while its shutdown hooks run, and the Java
 * platform has no API for signals, so this class uses sun.misc.Signal of module jdk.unsupported by reflection.
 */
final class SecondSignal {
    /** A signal within this time is the first one again: a parent process may pass on the terminal's signal. */
    private static final long SAME_SIGNAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int SIGNALLED = 128;

    private SecondSignal() {}

    /** Sets up the handler, after the first signal. Without sun.misc.Signal, a second signal has no effect. */
    static void endsTheProcess() {
        long first = System.nanoTime();
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object halt = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler},
                    (proxy, method, args) -> {
                        if (method.getName().equals("handle") && System.nanoTime() - first > SAME_SIGNAL_NANOS) {
                            System.err.println("Ended at once by a second signal. The steps since the last checkpoint"
                                    + " are lost.");
                            Runtime.getRuntime().halt(SIGNALLED + (int) signal.getMethod("getNumber").invoke(args[0]));
                        }
                        return null;
                    });
            for (String name : List.of("INT", "TERM")) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), halt);
            }
        } catch (ReflectiveOperationException e) {
            // This runtime has no such class, or option -Xrs leaves signals to the system, which ends the process.
        }
    }
}
