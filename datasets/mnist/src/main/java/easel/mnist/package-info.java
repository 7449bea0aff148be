/**
 * The files of the MNIST database: 60,000 training images and 10,000 test images with their labels. Their licence is
 * CC BY-SA 3.0, see NOTICE; the content is unchanged.
 *
 * <p>Applications need this jar at run time only. They read the data with {@link easel.datasets.Mnist}.
 */
package easel.mnist;
