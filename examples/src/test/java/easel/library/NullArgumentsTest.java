package easel.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * No argument of a public factory, static function or constructor may be null: the call throws, so the null does not
 * cause an error in a later call. The packages are marked for compilers and editors with {@code @NullMarked}.
 */
class NullArgumentsTest {
    /** Parameters whose check for null is not tested, because the calls fail earlier at another argument. */
    private static final Set<String> NOT_REACHED = Set.of("ConvNetworks.convGenerator(random)",
            "ConvNetworks.dcgan64Generator(random)", "ConvNetworks.dcganGenerator(random)",
            "ConvNetworks.fashionGenerator(random)",
            "DiscriminatorTrainer.randomPixels(batch)", "FiniteGradients.of(update)",
            "ImageFolder.open(progress)", "ImageFolder.openReadable(progress)", "ImageGrid.write(picture)",
            "LabeledImages.read(labels)", "Models.loadInto(model)",
            "Rearrange.sliceColumns(tape)", "Rearrange.sliceRows(tape)", "Safetensors.read(source)");

    private final Set<String> accepted = new TreeSet<>();
    private final Set<String> notReached = new TreeSet<>();
    private int found;

    @Test
    void everyFactoryAndConstructorThrowsForANull() throws Exception {
        for (Class<?> type : PublicApi.types()) {
            for (Executable e : PublicApi.executables(type).filter(NullArgumentsTest::isCallable).toList()) {
                for (int i = 0; i < e.getParameterCount(); i++) {
                    if (!e.getParameterTypes()[i].isPrimitive()) {
                        pass(e, i);
                    }
                }
            }
        }
        assertEquals(Set.of(), accepted);
        assertEquals(new TreeSet<>(NOT_REACHED), notReached);
        assertTrue(found > 250, "only " + found + " parameters were checked");
    }

    @Test
    void everyPackageIsNullMarked() {
        assertEquals(List.of(), PublicApi.types().stream().map(Class::getPackage).distinct()
                .filter(p -> !p.isAnnotationPresent(NullMarked.class)).toList());
    }

    /** Applications use four classes of easel.core.kernels. The others are internal and do not check for null. */
    private static boolean isCallable(Executable e) {
        int type = e.getDeclaringClass().getModifiers();
        return Modifier.isPublic(e.getModifiers())
                && (e instanceof Constructor ? !Modifier.isAbstract(type) : Modifier.isStatic(e.getModifiers()))
                && !e.getDeclaringClass().getName().matches(
                        "easel\\.core\\.kernels\\.(?!(Gemm|MatrixView|Parallel|Scratch)\\b).*");
    }

    /** Passes null for one parameter, and each set of samples for the others. */
    private void pass(Executable e, int index) throws Exception {
        String name = e.getDeclaringClass().getSimpleName()
                + (e instanceof Method ? "." + e.getName() : "") + "(" + e.getParameters()[index].getName() + ")";
        boolean reached = false;
        for (int set = 0; set < Samples.SETS && !reached; set++) {
            Object[] arguments = new Object[e.getParameterCount()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = i == index ? null : Samples.of(e.getParameterTypes()[i], set);
            }
            try {
                if (e instanceof Constructor<?> constructor) {
                    constructor.newInstance(arguments);
                } else {
                    ((Method) e).invoke(null, arguments);
                }
                accepted.add(name);
                reached = true;
            } catch (InvocationTargetException thrown) {
                reached = thrown.getCause() instanceof NullPointerException;
                found += reached ? 1 : 0;
            }
        }
        if (!reached) {
            notReached.add(name);
        }
    }
}
