/**
 * Training crops: photos, what is known of them and a face finder go in; squares as the classifier
 * will see them in use, with some of their surroundings, and a table of them come out. Or, for a
 * face finder to learn from: labels of all the faces that are in the photos.
 */
package io.github.smiledetector.train.crops;
