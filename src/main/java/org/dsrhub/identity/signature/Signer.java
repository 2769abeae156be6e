package org.dsrhub.identity.signature;

import eu.europa.esig.dss.diagnostic.CertificateWrapper;
import eu.europa.esig.dss.enumerations.KeyUsageBit;
import eu.europa.esig.dss.enumerations.QCType;
import eu.europa.esig.dss.enumerations.QCTypeEnum;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.request.NationalId;

/**
 * Whom a signer's certificate names.
 *
 * @param id null where it names no natural person by a national number
 * @param reasons what speaks against a qualified signature of that person
 */
record Signer(NationalId id, String name, List<String> reasons) {
    /** ETSI EN 319 412-1, 5.1.3: {@code PNO} is a national personal number; passports and others are not. */
    private static final Pattern PERSONAL = Pattern.compile("PNO([A-Z]{2})-(.{1,40})");
    /** Estonian certificates before 2018 have the number alone. */
    private static final Pattern OLD_ESTONIAN = Pattern.compile("\\d{11}");

    static Signer of(CertificateWrapper certificate, NationalIds nationalIds) {
        List<String> reasons = new ArrayList<>();
        if (!certificate.isQcCompliance() || !certificate.isSupportedByQSCD()) {
            reasons.add("not-qualified");
        }
        if (!certificate.getKeyUsages().contains(KeyUsageBit.NON_REPUDIATION)) {
            reasons.add("not-for-signing");
        }
        List<QCType> types = certificate.getQcTypes();
        boolean seal = certificate.getOrganizationIdentifier() != null
                || types != null && !types.isEmpty() && !types.contains(QCTypeEnum.QCT_ESIGN);
        NationalId id = seal ? null : number(certificate);
        if (id == null) {
            reasons.add(seal ? "not-personal" : "no-number");
        } else if (!nationalIds.validate(id).usable()) {
            reasons.add("number-invalid");
            id = null;
        }
        return new Signer(id, id == null ? null : name(certificate), reasons);
    }

    private static NationalId number(CertificateWrapper certificate) {
        String serial = certificate.getSubjectSerialNumber();
        if (serial == null) {
            return null;
        }
        Matcher personal = PERSONAL.matcher(serial.strip());
        if (personal.matches()) {
            return new NationalId(personal.group(1), personal.group(2));
        }
        return OLD_ESTONIAN.matcher(serial.strip()).matches() && "EE".equals(certificate.getCountryName())
                ? new NationalId("EE", serial)
                : null;
    }

    private static String name(CertificateWrapper certificate) {
        return certificate.getGivenName() == null || certificate.getSurname() == null
                ? certificate.getCommonName()
                : certificate.getGivenName() + " " + certificate.getSurname();
    }

    @Override
    public String toString() {
        return "Signer[" + reasons + "]";
    }
}
