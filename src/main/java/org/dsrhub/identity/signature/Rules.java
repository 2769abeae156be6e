package org.dsrhub.identity.signature;

import eu.europa.esig.dss.enumerations.Level;
import eu.europa.esig.dss.model.policy.ValidationPolicy;
import eu.europa.esig.dss.policy.EtsiValidationPolicy;
import eu.europa.esig.dss.policy.ValidationPolicyFacade;
import eu.europa.esig.dss.policy.jaxb.BasicSignatureConstraints;
import eu.europa.esig.dss.policy.jaxb.ConstraintsParameters;
import eu.europa.esig.dss.policy.jaxb.ContainerConstraints;
import eu.europa.esig.dss.policy.jaxb.LevelConstraint;
import eu.europa.esig.dss.policy.jaxb.SignedAttributesConstraints;
import java.io.InputStream;

/** The rules that DSS ships (with its dates at which algorithms become too weak), made stricter where it only warns. */
final class Rules {
    private Rules() {}

    static ValidationPolicy load() {
        try (InputStream in = Rules.class.getResourceAsStream("/policy/constraint.xml")) {
            ConstraintsParameters rules = ValidationPolicyFacade.newFacade().unmarshall(in);
            harden(rules.getContainerConstraints());
            harden(rules.getSignatureConstraints().getBasicSignatureConstraints());
            SignedAttributesConstraints attributes =
                    rules.getSignatureConstraints().getSignedAttributes();
            attributes.setUnicitySigningCertificate(fail());
            return new EtsiValidationPolicy(rules);
        } catch (Exception e) {
            throw new IllegalStateException("the rules for signatures that DSS ships cannot be read", e);
        }
    }

    /** What lies in a container unsigned may be read as signed by a human. */
    private static void harden(ContainerConstraints container) {
        container.setAllFilesSigned(fail());
        container.setFilenameAdherence(fail());
        container.setMimeTypeFilePresent(fail());
    }

    /** Whatever was done to a document after it was signed was not signed. */
    private static void harden(BasicSignatureConstraints signature) {
        signature.setReferenceDataNameMatch(fail());
        signature.setManifestEntryNameMatch(fail());
        signature.setManifestEntryObjectExistence(fail());
        signature.setByteRangeCollision(fail());
        signature.setPdfAnnotationOverlap(fail());
        signature.setPdfVisualDifference(fail());
        signature.setUndefinedChanges(fail());
        signature.setDocMDP(fail());
        signature.setFieldMDP(fail());
        signature.setSigFieldLock(fail());
    }

    private static LevelConstraint fail() {
        LevelConstraint constraint = new LevelConstraint();
        constraint.setLevel(Level.FAIL);
        return constraint;
    }
}
